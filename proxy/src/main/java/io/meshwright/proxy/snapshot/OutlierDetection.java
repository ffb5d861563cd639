package io.meshwright.proxy.snapshot;

import java.time.Duration;

/**
 * When an endpoint is left out for a while; a count of 0 switches its criterion off.
 *
 * @param consecutive5xx responses, or local failures if those are not split
 * @param consecutiveGatewayFailures 502, 503, 504
 * @param consecutiveLocalOriginFailures timeouts, resets, refused connections
 * @param interval between two looks at ejected endpoints
 * @param baseEjectionTime multiplied by the number of ejections
 * @param maxEjectionPercent of the cluster; at least one endpoint may be ejected
 * @param splitLocalOrigin whether local failures are counted apart
 */
public record OutlierDetection(
    int consecutive5xx,
    int consecutiveGatewayFailures,
    int consecutiveLocalOriginFailures,
    Duration interval,
    Duration baseEjectionTime,
    Duration maxEjectionTime,
    int maxEjectionPercent,
    boolean splitLocalOrigin) {}
