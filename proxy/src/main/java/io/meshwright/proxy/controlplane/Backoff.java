package io.meshwright.proxy.controlplane;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: random between half and all of a limit that doubles from 500 ms to 10 s.
 * One thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final RandomGenerator random;
  private Duration limit = FIRST;

  /** Draws from {@code random}. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The pause before the next attempt. */
  public Duration next() {
    long most = limit.toMillis();
    Duration twice = limit.plus(limit);
    limit = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    return Duration.ofMillis(random.nextLong(most / 2, most + 1));
  }

  /** An attempt succeeded: the next pause is short again. */
  public void reset() {
    limit = FIRST;
  }
}
