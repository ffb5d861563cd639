package io.meshwright.operator.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Durations above zero, as the schema's pattern lets them be written. Pure. */
public final class PositiveDuration {

  /** What {@link #parse} wants, for whoever wrote something else. */
  public static final String EXPECTED = "a duration above zero: 90s, 10m or 1h30m";

  private PositiveDuration() {}

  /** Empty for what is none; the words are ISO 8601's without its letters in front. */
  public static Optional<Duration> parse(String written) {
    try {
      return Optional.of(Duration.parse("PT" + written.toUpperCase(Locale.ROOT)))
          .filter(Duration::isPositive);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
