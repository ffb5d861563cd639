package io.meshwright.runtime.ca;

import io.meshwright.runtime.ca.CsrCheck.Finding;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import java.time.Duration;

/**
 * How long a workload's certificate lives.
 *
 * @param standard for a request that names no duration
 * @param longest a longer wish is granted this much
 */
public record TtlBounds(Duration standard, Duration longest) {

  /** Istio's: 24 hours, at most 90 days. */
  public static final TtlBounds DEFAULT = new TtlBounds(Duration.ofHours(24), Duration.ofDays(90));

  public TtlBounds {
    if (!standard.isPositive() || standard.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "certificate life of " + standard + " is not positive or exceeds " + longest);
    }
  }

  /** The life for a wish in seconds, where 0 leaves it to the issuer. */
  Duration grant(long requestedSeconds, SpiffeId caller) throws ConfigException {
    if (requestedSeconds < 0) {
      throw new ConfigException(
          CsrChecks.error(
              caller,
              "validityDuration",
              new Finding(requestedSeconds + " s", "0 to " + longest.toSeconds() + " s")));
    }
    if (requestedSeconds == 0) {
      return standard;
    }
    return requestedSeconds > longest.toSeconds() ? longest : Duration.ofSeconds(requestedSeconds);
  }
}
