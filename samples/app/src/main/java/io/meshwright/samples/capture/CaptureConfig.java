package io.meshwright.samples.capture;

import io.meshwright.samples.Flags;
import java.time.Duration;

/**
 * What is looked for, where, and for how long.
 *
 * @param networkInterface name such as {@code eth0}; packets of other interfaces are not seen
 * @param marker text that is looked for, in UTF-8
 * @param duration at most ten minutes
 */
public record CaptureConfig(String networkInterface, String marker, Duration duration) {

  /** Reads the flags; a wrong value ends with a {@code UsageException}. */
  public static CaptureConfig parse(Flags flags) {
    CaptureConfig config =
        new CaptureConfig(
            flags.text("interface", "eth0"),
            flags.text("marker", ""),
            flags.duration("duration", Duration.ofSeconds(10), Duration.ofMinutes(10)));
    if (config.marker.isEmpty()) {
      flags.reject("--marker", "nothing", "the text to look for");
    }
    flags.check();
    return config;
  }
}
