package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delays and aborts requests on purpose; first the one, then the other.
 *
 * @param delay absent: none
 * @param abort absent: none
 * @param upstreamCluster only requests for this cluster; empty: all
 * @param headers only requests that match all of them
 * @param downstreamNodes only requests whose {@code x-envoy-downstream-service-node} is one of
 *     them; empty: all
 * @param maxActive faults at once, over all workers; absent is no limit
 */
public record FaultPolicy(
    @Nullable Delay delay,
    @Nullable Abort abort,
    String upstreamCluster,
    List<HeaderMatcher> headers,
    List<String> downstreamNodes,
    @Nullable Long maxActive)
    implements RouteFilterConfig {

  public FaultPolicy {
    headers = List.copyOf(headers);
    downstreamNodes = List.copyOf(downstreamNodes);
  }

  /**
   * A pause before the request goes on.
   *
   * @param fixed absent: as long as the header {@code x-envoy-fault-delay-request} says, in
   *     milliseconds
   * @param fraction of requests; that of the header {@code x-envoy-fault-delay-request-percentage}
   *     if it is less and there is no fixed pause
   */
  public record Delay(@Nullable Duration fixed, Fraction fraction) {}

  /** An answer instead of the application's, to a share of requests. */
  public record Abort(Status status, Fraction fraction) {}

  /** With which status. */
  public sealed interface Status {
    /** An HTTP status. */
    record Http(int code) implements Status {}

    /** A gRPC status. */
    record Grpc(int code) implements Status {}

    /**
     * What {@code x-envoy-fault-abort-request} or {@code x-envoy-fault-abort-grpc-request} says;
     * the share is that of {@code x-envoy-fault-abort-request-percentage} if it is less.
     */
    record ByHeader() implements Status {}
  }
}
