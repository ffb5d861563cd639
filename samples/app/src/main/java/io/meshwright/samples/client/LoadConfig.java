package io.meshwright.samples.client;

import java.time.Duration;

/**
 * A load that ends by itself.
 *
 * @param request what is sent, over and over
 * @param requestsPerSecond fixed rate, whatever the answers' speed
 * @param duration at most an hour, and at most five million requests
 * @param connections most connections, and so most requests at a time
 */
record LoadConfig(
    RequestConfig request, int requestsPerSecond, Duration duration, int connections) {

  /** How many requests are due in all. */
  long requests() {
    return requestsPerSecond * duration.toMillis() / 1000;
  }

  /** When request {@code number} is due, counted from the load's start. */
  long dueNanos(long number) {
    return number * 1_000_000_000L / requestsPerSecond;
  }
}
