package io.meshwright.proxy.snapshot;

import java.time.Duration;

/**
 * The time limits of an HTTP connection manager; zero is no limit.
 *
 * @param request until the whole request was received
 * @param requestHeaders until the request's headers were received
 * @param streamIdle without a byte in either direction of a stream
 * @param drain between the first GOAWAY and the last
 * @param delayedClose between the end of the response and the close of a connection that the peer
 *     should close first
 */
public record Timeouts(
    Duration request,
    Duration requestHeaders,
    Duration streamIdle,
    Duration drain,
    Duration delayedClose) {

  /** Envoy's values when unset. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));
}
