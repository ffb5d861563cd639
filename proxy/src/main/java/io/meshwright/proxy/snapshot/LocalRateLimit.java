package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests that this proxy lets pass.
 *
 * @param statPrefix names the counters
 * @param status of requests that are too many
 * @param bucket of requests that no descriptor's counts, or of all; absent: no limit for them
 * @param enabled share of requests that take a token
 * @param enforced share of those, that are refused when there is none
 * @param perConnection whether each connection has a bucket of its own
 * @param headersInVain request headers for those that are let pass although there is no token
 * @param responseHeaders of requests that are refused
 * @param byDescriptor buckets of their own
 * @param resourceExhausted whether gRPC clients get RESOURCE_EXHAUSTED instead of UNAVAILABLE
 */
public record LocalRateLimit(
    String statPrefix,
    int status,
    @Nullable TokenBucketConfig bucket,
    Fraction enabled,
    Fraction enforced,
    boolean perConnection,
    ByDescriptor byDescriptor,
    List<HeaderMutations.Addition> headersInVain,
    List<HeaderMutations.Addition> responseHeaders,
    boolean resourceExhausted)
    implements RouteFilterConfig {

  public LocalRateLimit {
    headersInVain = List.copyOf(headersInVain);
    responseHeaders = List.copyOf(responseHeaders);
  }

  /** Whether anything is limited. */
  public boolean limits() {
    return bucket != null || !byDescriptor.buckets().isEmpty();
  }

  /**
   * Buckets for requests with certain descriptors.
   *
   * @param rules make the descriptors
   * @param usualToo whether such requests take a token of the usual bucket, too
   */
  public record ByDescriptor(
      Map<RateLimitDescriptor, TokenBucketConfig> buckets,
      RateLimitRules.Choice rules,
      boolean usualToo) {
    /** None. */
    public static final ByDescriptor NONE =
        new ByDescriptor(
            Map.of(),
            new RateLimitRules.Choice(0, RateLimitRules.OfHost.OVERRIDDEN, List.of()),
            true);

    public ByDescriptor {
      buckets = Map.copyOf(buckets);
    }
  }
}
