package io.meshwright.proxy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoopTimersTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final LoopTimers timers = new LoopTimers(channel.eventLoop());
  private final List<String> rung = new ArrayList<>();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void eachRingsOnceWhenItsTimeHasCome() {
    start("first", 100);
    pass(30);
    start("second", 100);
    start("short", 10);
    pass(10);
    assertThat(rung).containsExactly("short");
    pass(59);
    assertThat(rung).containsExactly("short");
    pass(1);
    assertThat(rung).containsExactly("short", "first");
    pass(30);
    assertThat(rung).containsExactly("short", "first", "second");
    pass(1000);
    assertThat(rung).hasSize(3);
  }

  @Test
  void cancelledOnesNeverRingAndLeaveTheOthersAlone() {
    LoopTimers.Timer first = start("first", 100);
    pass(10);
    LoopTimers.Timer second = start("second", 100);
    start("third", 100);
    first.cancel();
    second.cancel();
    second.cancel();
    pass(99);
    assertThat(rung).isEmpty();
    pass(1);
    assertThat(rung).containsExactly("third");
  }

  @Test
  void whatRingsMayStartAndCancel() {
    List<LoopTimers.Timer> later = new ArrayList<>();
    timers.start(
        Duration.ofMillis(100),
        () -> {
          rung.add("first");
          later.forEach(LoopTimers.Timer::cancel);
          start("again", 100);
        });
    later.add(start("cancelled", 100));
    pass(100);
    assertThat(rung).containsExactly("first");
    pass(100);
    assertThat(rung).containsExactly("first", "again");
  }

  @Test
  void manyDurationsRingToo() {
    for (int i = 1; i <= 200; i++) {
      start("after " + i, i);
    }
    pass(150);
    assertThat(rung).hasSize(150).startsWith("after 1").endsWith("after 150");
    pass(50);
    assertThat(rung).hasSize(200);
  }

  private LoopTimers.Timer start(String name, long millis) {
    return timers.start(Duration.ofMillis(millis), () -> rung.add(name));
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
