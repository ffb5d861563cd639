package io.meshwright.proxy.worker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fires once when nothing happened for a while. Noting activity is one clock read: the timer is not
 * rescheduled, it looks when it rings. For one loop only.
 */
public final class IdleTimer {
  private final EventLoop loop;
  private final long nanos;
  private final Runnable expired;
  private long lastActive = System.nanoTime();
  private @Nullable ScheduledFuture<?> scheduled;

  /** Starts the timer; a duration that is not positive never fires. */
  public IdleTimer(EventLoop loop, Duration idle, Runnable expired) {
    this.loop = loop;
    this.nanos = idle.isPositive() ? idle.toNanos() : 0;
    this.expired = expired;
    schedule(nanos);
  }

  /** Something happened. */
  public void touch() {
    lastActive = System.nanoTime();
  }

  /** Never fires again. */
  public void cancel() {
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
    }
  }

  private void schedule(long delay) {
    if (nanos > 0) {
      scheduled = loop.schedule(this::ring, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void ring() {
    long left = nanos - (System.nanoTime() - lastActive);
    if (left > 0) {
      schedule(left);
    } else {
      scheduled = null;
      expired.run();
    }
  }
}
