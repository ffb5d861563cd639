package io.meshwright.proxy.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fires once when nothing happened for a while. Noting activity is one clock read: the timer is not
 * rescheduled, it looks when it rings. For one loop only.
 */
public final class IdleTimer {
  private final LoopTimers timers;
  private final long nanos;
  private final Runnable expired;
  private long lastActive = System.nanoTime();
  private LoopTimers.@Nullable Timer running;

  /** Starts the timer; a duration that is not positive never fires. */
  public IdleTimer(LoopTimers timers, Duration idle, Runnable expired) {
    this.timers = timers;
    this.nanos = idle.isPositive() ? idle.toNanos() : 0;
    this.expired = expired;
    this.running = nanos > 0 ? timers.start(idle, this::ring) : null;
  }

  /** Something happened. */
  public void touch() {
    lastActive = System.nanoTime();
  }

  /** Never fires again. */
  public void cancel() {
    if (running != null) {
      running.cancel();
      running = null;
    }
  }

  private void ring() {
    long left = nanos - (System.nanoTime() - lastActive);
    if (left > 0) {
      running = timers.startAlone(left, this::ring);
    } else {
      running = null;
      expired.run();
    }
  }
}
