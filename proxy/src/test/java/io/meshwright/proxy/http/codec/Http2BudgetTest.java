package io.meshwright.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class Http2BudgetTest {
  private final AtomicLong clock = new AtomicLong();
  private final Http2Budget budget = new Http2Budget(clock::get);

  @Test
  void controlFramesInPlentyAreTooMany() {
    assertThatThrownBy(() -> controls(10_000)).isInstanceOf(Http2Exception.class);
  }

  @Test
  void fewControlFramesForALongTimeAreNot() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
      budget.control();
    }
  }

  @Test
  void payloadPaysForTheWindowUpdatesAroundIt() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      budget.payload();
      controls(10);
    }
  }

  @Test
  void streamsTakenBackAtOnceAreTooMany() {
    assertThatThrownBy(() -> resets(1000)).isInstanceOf(Http2Exception.class);
  }

  @Test
  void streamsThatRanTheirCourseMakeUpForOthers() throws Exception {
    for (int i = 0; i < 5000; i++) {
      budget.streamCompleted();
      resets(1);
    }
  }

  @Test
  void streamsTakenBackAfterAWhileDoNotCount() throws Exception {
    for (int i = 0; i < 5000; i++) {
      long begun = budget.now();
      clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
      budget.streamReset(begun);
    }
    assertThat(clock.get()).isPositive();
  }

  private void controls(int count) throws Http2Exception {
    for (int i = 0; i < count; i++) {
      budget.control();
    }
  }

  private void resets(int count) throws Http2Exception {
    for (int i = 0; i < count; i++) {
      budget.streamReset(budget.now());
    }
  }
}
