package io.meshwright.runtime.snapshot;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next model may be published: not before the last one is delivered, and then so much
 * later that delivery takes a quarter of the time (istio-features X6). Confined to the publisher's
 * thread.
 */
final class Pace {

  /** How many times as long as a delivery took nothing is published after it. */
  private static final int REST = 3;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);

  /** A delivery that takes longer is not waited for. */
  private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(5);

  private final Duration shortest;
  private Duration pause;
  private Instant published = Instant.EPOCH;
  private boolean delivering;

  /** {@code shortest} is the pause after a delivery that takes no time. */
  Pace(Duration shortest) {
    this.shortest = shortest;
    this.pause = shortest;
  }

  void published(Instant now) {
    published = now;
  }

  /** Somebody will say when what was published just now is delivered. */
  void delivering() {
    delivering = true;
  }

  /** What was published last is delivered; it took so long. */
  void delivered(Duration taken) {
    delivering = false;
    Duration rest = taken.multipliedBy(REST);
    Duration wanted = rest.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : rest;
    pause = wanted.compareTo(shortest) > 0 ? wanted : shortest;
  }

  /** How long to wait still; not positive if there is nothing to wait for. */
  Duration rest(Instant now) {
    return Duration.between(now, published.plus(delivering ? LONGEST_DELIVERY : pause));
  }
}
