package io.meshwright.xds;

import java.util.Locale;
import java.util.Optional;

/** From what on something is logged; Envoy's words, which Istio's annotations and options take. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  CRITICAL,
  OFF;

  /** All words, for error messages. */
  public static final String EXPECTED = "trace, debug, info, warning, error, critical or off";

  /** The level that is called so; {@code warn} is another word for {@link #WARNING}. */
  public static Optional<LogLevel> of(String word) {
    if (word.equals("warn")) {
      return Optional.of(WARNING);
    }
    for (LogLevel level : values()) {
      if (level.word().equals(word)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
