package io.meshwright.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class Http2KeepaliveTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicBoolean dead = new AtomicBoolean();

  private Http2Keepalive start(int interval, int idle) {
    channel.freezeTime();
    Http2Keepalive keepalive =
        new Http2Keepalive(
            channel.eventLoop(),
            new HttpProtocol.Keepalive(
                Duration.ofSeconds(interval), 50, Duration.ofSeconds(5), Duration.ofSeconds(idle)),
            new Random(1),
            _ -> pings.incrementAndGet(),
            () -> dead.set(true));
    keepalive.start();
    return keepalive;
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aPeerThatAnswersIsAskedAgainAfterTheIntervalAndItsJitter() {
    Http2Keepalive keepalive = start(10, 0);
    pass(9);
    assertThat(pings).hasValue(0);
    pass(6);
    assertThat(pings).hasValue(1);
    keepalive.answered();
    pass(15);
    assertThat(pings).hasValue(2);
    assertThat(dead).isFalse();
  }

  @Test
  void aPeerThatIsSilentIsDead() {
    start(10, 0);
    pass(15);
    assertThat(dead).isFalse();
    pass(6);
    assertThat(dead).isTrue();
  }

  @Test
  void whateverComesShowsThatThePeerLives() {
    Http2Keepalive keepalive = start(10, 0);
    pass(15);
    pass(3);
    keepalive.heard();
    pass(3);
    assertThat(dead).isFalse();
    pass(5);
    assertThat(dead).isTrue();
  }

  @Test
  void aPeerThatWasNotHeardForLongIsAskedWhenItIsNeeded() {
    Http2Keepalive keepalive = start(0, 30);
    pass(29);
    keepalive.needed();
    assertThat(pings).hasValue(0);
    pass(2);
    keepalive.needed();
    keepalive.needed();
    assertThat(pings).hasValue(1);
    pass(6);
    assertThat(dead).isTrue();
  }

  @Test
  void aConnectionThatEndsIsNotAsked() {
    Http2Keepalive keepalive = start(10, 0);
    keepalive.stop();
    pass(60);
    assertThat(pings).hasValue(0);
  }
}
