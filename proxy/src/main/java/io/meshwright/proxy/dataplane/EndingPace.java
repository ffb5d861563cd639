package io.meshwright.proxy.dataplane;

import java.time.Duration;

/**
 * How fast connections end whose peers are not believed any more.
 *
 * @param spread the time within which they are asked to, each at a moment of its own
 * @param patience how long each may take then
 */
public record EndingPace(Duration spread, Duration patience) {
  /** Together less than the minute after which a root that was removed must be refused. */
  public static final EndingPace UNHURRIED =
      new EndingPace(Duration.ofSeconds(20), Duration.ofSeconds(30));
}
