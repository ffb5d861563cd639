package io.meshwright.proxy.http.grpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code grpc-timeout}: at most eight digits and a unit (gRPC over HTTP/2,
 * "Timeout").
 */
public final class GrpcTimeout {
  private static final int MAX_LENGTH = 9;
  private static final long NANOS_PER_MICRO = 1000;

  /** The first number of nine digits. */
  private static final long TOO_LONG = 100_000_000;

  private GrpcTimeout() {}

  /** The duration; absent if there is none or it is malformed. */
  public static @Nullable Duration parse(@Nullable String text) {
    if (text == null || text.length() < 2 || text.length() > MAX_LENGTH) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = value * 10 + digit;
    }
    return switch (text.charAt(text.length() - 1)) {
      case 'H' -> Duration.ofHours(value);
      case 'M' -> Duration.ofMinutes(value);
      case 'S' -> Duration.ofSeconds(value);
      case 'm' -> Duration.ofMillis(value);
      case 'u' -> Duration.ofNanos(value * 1000);
      case 'n' -> Duration.ofNanos(value);
      default -> null;
    };
  }

  /** The header's value, in the finest unit that holds the duration, rounded up. */
  public static String format(Duration duration) {
    long micros = Math.max(1, duration.toNanos() / NANOS_PER_MICRO);
    if (micros < TOO_LONG) {
      return micros + "u";
    }
    long millis = duration.toMillis() + 1;
    if (millis < TOO_LONG) {
      return millis + "m";
    }
    long seconds = duration.toSeconds() + 1;
    return seconds < TOO_LONG ? seconds + "S" : (TOO_LONG - 1) + "S";
  }
}
