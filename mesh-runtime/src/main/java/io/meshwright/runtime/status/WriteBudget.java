package io.meshwright.runtime.status;

import java.time.Duration;
import java.time.Instant;

/** A token bucket that holds what it gives in a second. Confined to one thread; never waits. */
final class WriteBudget {

  private static final double MILLIS_PER_SECOND = 1000;

  private final int perSecond;
  private double left;
  private Instant filled;

  /** Full from the start. */
  WriteBudget(int perSecond, Instant now) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.filled = now;
  }

  /** Takes as many as are there, at most {@code wanted}. */
  int take(int wanted, Instant now) {
    double since = Duration.between(filled, now).toMillis() / MILLIS_PER_SECOND;
    left = Math.min(perSecond, left + Math.max(0, since) * perSecond);
    filled = now;
    int taken = Math.min(wanted, (int) left);
    left -= taken;
    return taken;
  }
}
