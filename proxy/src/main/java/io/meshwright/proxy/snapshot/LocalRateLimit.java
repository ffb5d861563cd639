package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests that this proxy lets pass.
 *
 * @param statPrefix names the counters
 * @param status of requests that are too many
 * @param bucket absent: no limit
 * @param enabled share of requests that take a token
 * @param enforced share of those, that are refused when there is none
 * @param perConnection whether each connection has a bucket of its own
 * @param headersInVain request headers for those that are let pass although there is no token
 * @param responseHeaders of requests that are refused
 * @param resourceExhausted whether gRPC clients get RESOURCE_EXHAUSTED instead of UNAVAILABLE
 */
public record LocalRateLimit(
    String statPrefix,
    int status,
    @Nullable TokenBucketConfig bucket,
    Fraction enabled,
    Fraction enforced,
    boolean perConnection,
    List<HeaderMutations.Addition> headersInVain,
    List<HeaderMutations.Addition> responseHeaders,
    boolean resourceExhausted)
    implements RouteFilterConfig {

  public LocalRateLimit {
    headersInVain = List.copyOf(headersInVain);
    responseHeaders = List.copyOf(responseHeaders);
  }
}
