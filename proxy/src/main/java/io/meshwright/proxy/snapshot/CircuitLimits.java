package io.meshwright.proxy.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What a cluster may have open at once, over all workers; {@link #UNLIMITED} stands for no limit.
 *
 * @param requests active at once
 * @param retries active at once
 * @param retryBudget instead of {@code retries}; absent keeps that
 */
public record CircuitLimits(
    long connections,
    long pendingRequests,
    long requests,
    long retries,
    @Nullable RetryBudget retryBudget) {

  /** The largest value of the wire format, taken as no limit. */
  public static final long UNLIMITED = 0xffff_ffffL;

  /** Envoy's values when unset. */
  public static final CircuitLimits DEFAULT = new CircuitLimits(1024, 1024, 1024, 3, null);

  /**
   * Retries in proportion to what is going on.
   *
   * @param percent of the requests that are active or wait for a connection
   * @param minimum retries that are allowed however few requests there are
   */
  public record RetryBudget(double percent, long minimum) {
    /** Envoy's values when unset. */
    public static final RetryBudget DEFAULT = new RetryBudget(20, 3);
  }
}
