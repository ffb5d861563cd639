package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * A gRPC service that the proxy itself calls.
 *
 * @param authority as the service is addressed
 * @param timeout of a call; zero is none
 * @param metadata sent with each call
 */
public record GrpcTarget(
    String cluster, String authority, Duration timeout, List<HeaderValue> metadata) {
  public GrpcTarget {
    metadata = List.copyOf(metadata);
  }
}
