package io.meshwright.proxy.http.filter.router;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code grpc-timeout}: at most eight digits and a unit (gRPC over HTTP/2, "Timeout"). */
final class GrpcTimeout {
  private static final int MAX_LENGTH = 9;

  private GrpcTimeout() {}

  /** The duration; absent if there is none or it is malformed. */
  static @Nullable Duration parse(@Nullable String text) {
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
}
