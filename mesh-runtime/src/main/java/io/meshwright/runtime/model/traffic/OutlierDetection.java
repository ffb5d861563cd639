package io.meshwright.runtime.model.traffic;

import java.time.Duration;

/**
 * When a failing host is left out (istio-features DR19).
 *
 * @param consecutiveGatewayErrors 0 is off, like the other counts
 * @param consecutiveLocalOriginFailures counts only if {@code splitLocalOrigin}
 * @param maxEjectionPercent 0 to 100
 * @param minHealthPercent below it nobody is left out; 0 disables this
 */
public record OutlierDetection(
    int consecutive5xx,
    int consecutiveGatewayErrors,
    boolean splitLocalOrigin,
    int consecutiveLocalOriginFailures,
    Duration interval,
    Duration baseEjectionTime,
    int maxEjectionPercent,
    int minHealthPercent) {}
