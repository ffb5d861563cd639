package io.meshwright.samples.client;

import io.meshwright.samples.Flags;
import java.time.Duration;

/**
 * A load that ends by itself.
 *
 * @param request what is sent, over and over
 * @param requestsPerSecond fixed rate, whatever the answers' speed
 * @param duration at most an hour, and at most five million requests
 * @param connections most connections, and so most requests at a time
 */
public record LoadConfig(
    RequestConfig request, int requestsPerSecond, Duration duration, int connections) {

  private static final int MOST_REQUESTS = 5_000_000;

  /** Reads the flags; a wrong value ends with a {@code UsageException}. */
  public static LoadConfig parse(Flags flags) {
    LoadConfig config =
        new LoadConfig(
            RequestConfig.parse(flags.text("url", ""), flags),
            flags.number("rps", 100, 1, 100_000),
            flags.duration("duration", Duration.ofSeconds(10), Duration.ofHours(1)),
            flags.number("connections", 8, 1, 1_000));
    if (config.requests() < 1 || config.requests() > MOST_REQUESTS) {
      flags.reject("--rps times --duration", config.requests() + "", "1 to " + MOST_REQUESTS);
    }
    flags.check();
    return config;
  }

  long requests() {
    return requestsPerSecond * duration.toMillis() / 1000;
  }

  /** When request {@code number} is due, counted from the load's start. */
  long dueNanos(long number) {
    return number * 1_000_000_000L / requestsPerSecond;
  }
}
