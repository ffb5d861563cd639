package io.meshwright.runtime.policy;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one resource, so that all of it is reported at once. */
final class Problems {

  static final int MAX_PORT = 65_535;

  private static final String UNSUPPORTED = "nothing: Meshwright does not support this field yet";

  private final String resource;
  private final List<ConfigError> errors = new ArrayList<>();

  Problems(String resource) {
    this.resource = resource;
  }

  void add(String path, @Nullable Object found, String expected) {
    errors.add(new ConfigError(resource, path, found == null ? "" : found.toString(), expected));
  }

  /** Refuses a field that is set. */
  void refuse(String path, @Nullable Object value) {
    boolean empty =
        switch (value) {
          case null -> true;
          case String text -> text.isEmpty();
          case List<?> list -> list.isEmpty();
          default -> false;
        };
    if (!empty) {
      add(path, value instanceof Record ? "a setting" : value, UNSUPPORTED);
    }
  }

  /** A duration of at least zero; null if nothing is written, or if it is wrong. */
  @Nullable Duration duration(String path, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    Optional<Duration> parsed = Durations.parse(text);
    if (parsed.isEmpty()) {
      add(path, text, "a duration such as 500ms, 10s or 1h30m");
    }
    return parsed.orElse(null);
  }

  /** A duration above zero; null if nothing is written, or if it is wrong. */
  @Nullable Duration positiveDuration(String path, @Nullable String text) {
    Duration duration = duration(path, text);
    if (duration != null && duration.isZero()) {
      add(path, text, "a duration above 0");
      return null;
    }
    return duration;
  }

  /** A duration above zero that must be there; {@code absent} if it is missing or wrong. */
  Duration requiredDuration(String path, @Nullable String text, Duration absent) {
    if (text == null || text.isEmpty()) {
      add(path, "", "a duration above 0");
    }
    return Objects.requireNonNullElse(positiveDuration(path, text), absent);
  }

  /** A whole number in a range; {@code absent} if nothing is written, or if it is wrong. */
  int integer(String path, @Nullable Integer value, int absent, int min, int max) {
    if (value == null) {
      return absent;
    }
    if (value < min || value > max) {
      add(path, value, "a number from " + min + " to " + max);
      return absent;
    }
    return value;
  }

  /** A port that must be there; 0 if it is missing or wrong. */
  int port(String path, @Nullable Integer value) {
    if (value == null) {
      add(path, "", "a number from 1 to " + MAX_PORT);
      return 0;
    }
    return integer(path, value, 0, 1, MAX_PORT);
  }

  /** A share of 0 to 100; {@code absent} if nothing is written, or if it is wrong. */
  double percent(String path, @Nullable Double value, double absent) {
    if (value == null) {
      return absent;
    }
    if (!(value >= 0 && value <= 100)) {
      add(path, value, "a number from 0 to 100");
      return absent;
    }
    return value;
  }

  /** A text that must be there. */
  String required(String path, @Nullable String value, String expected) {
    if (value == null || value.isEmpty()) {
      add(path, value, expected);
      return "";
    }
    return value;
  }

  /** A value of an enum; {@code absent} if nothing is written, or if it is wrong. */
  <E extends Enum<E>> E word(String path, @Nullable String value, E absent, E[] values) {
    if (value == null || value.isEmpty()) {
      return absent;
    }
    for (E candidate : values) {
      if (candidate.name().equals(value)) {
        return candidate;
      }
    }
    add(path, value, "one of " + List.of(values));
    return absent;
  }

  void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
