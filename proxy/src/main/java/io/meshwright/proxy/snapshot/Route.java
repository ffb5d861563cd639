package io.meshwright.proxy.snapshot;

/**
 * What is done with requests that match.
 *
 * @param name for logs and the dump; may be empty
 * @param filters what filters do differently
 * @param rateLimits what rate limits count
 * @param configSource the resource that the route was made from, for people: {@code
 *     /apis/networking.istio.io/…}; may be empty
 */
public record Route(
    String name,
    RouteMatch match,
    RouteAction action,
    HeaderMutations headers,
    FilterOverrides filters,
    RateLimitRules rateLimits,
    String configSource) {}
