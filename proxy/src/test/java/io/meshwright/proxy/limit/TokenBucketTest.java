package io.meshwright.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.TokenBucketConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final TokenBucket bucket =
      new TokenBucket(new TokenBucketConfig(3, 2, Duration.ofSeconds(1)), nanos::get);

  private int takeAll() {
    int taken = 0;
    while (bucket.take()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aNewBucketIsFull() {
    assertThat(takeAll()).isEqualTo(3);
  }

  @Test
  void tokensComeBackWithWholeIntervals() {
    takeAll();
    nanos.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(takeAll()).isZero();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(takeAll()).isEqualTo(2);
  }

  @Test
  void aBucketHoldsNoMoreThanItsCapacity() {
    nanos.addAndGet(Duration.ofDays(1000).toNanos());
    assertThat(takeAll()).isEqualTo(3);
  }
}
