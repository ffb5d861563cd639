package io.meshwright.runtime.model.traffic;

/**
 * Retries in proportion to the requests in flight, instead of a fixed number (istio-features DR18).
 *
 * @param percent of the requests in flight, 0 to 100
 * @param minimum retries that are allowed in any case
 */
public record RetryBudget(double percent, int minimum) {}
