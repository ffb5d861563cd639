package io.meshwright.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

final class LoopPulseTest {
  private final Deque<Runnable> loop = new ArrayDeque<>();
  private long now = 1;
  private final LoopPulse pulse = new LoopPulse(loop::add, () -> now);

  /** A beat that waits for so long. */
  private void beat(long nanos) {
    pulse.look();
    now += nanos;
    loop.remove().run();
  }

  @Test
  void aLoopThatAnswersIsNotMissed() {
    beat(LoopPulse.MISS_NANOS);
    assertThat(pulse.misses()).isZero();
  }

  @Test
  void eachStandstillIsCountedOnceHoweverOftenItIsLookedAt() {
    pulse.look();
    now += LoopPulse.MISS_NANOS + 1;
    pulse.look();
    pulse.look();
    assertThat(pulse.misses()).isEqualTo(1);
    assertThat(pulse.megaMisses()).isZero();
    now += LoopPulse.MEGA_MISS_NANOS;
    pulse.look();
    loop.remove().run();
    assertThat(pulse.misses()).isEqualTo(1);
    assertThat(pulse.megaMisses()).isEqualTo(1);
    beat(LoopPulse.MISS_NANOS + 1);
    assertThat(pulse.misses()).isEqualTo(2);
  }

  @Test
  void aLoopThatStandsStillGetsNoMoreToDo() {
    pulse.look();
    pulse.look();
    assertThat(loop).hasSize(1);
  }

  @Test
  void onlyADelayThatLastsIsOne() {
    beat(700);
    assertThat(pulse.delayNanos()).isZero();
    beat(800);
    beat(900);
    assertThat(pulse.delayNanos()).isEqualTo(700);
    beat(3);
    assertThat(pulse.delayNanos()).isEqualTo(3);
  }
}
