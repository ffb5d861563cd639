package io.meshwright.proxy.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of some hosts.
 *
 * @param domains lower case; {@code *} may stand first or last
 * @param routes the first one that matches is taken; none: 404
 * @param filters what filters do differently, unless a route says
 * @param retry for routes that have none
 * @param requireTls whether plaintext requests are redirected to https, before routes are looked at
 * @param attemptCountInRequest whether {@code x-envoy-attempt-count} is sent upstream
 * @param attemptCountInResponse whether {@code x-envoy-attempt-count} is sent downstream
 */
public record VirtualHost(
    String name,
    List<String> domains,
    List<Route> routes,
    HeaderMutations headers,
    FilterOverrides filters,
    List<RateLimitRule> rateLimits,
    @Nullable RetryPolicy retry,
    boolean requireTls,
    boolean attemptCountInRequest,
    boolean attemptCountInResponse) {

  public VirtualHost {
    domains = List.copyOf(domains);
    routes = List.copyOf(routes);
    rateLimits = List.copyOf(rateLimits);
  }
}
