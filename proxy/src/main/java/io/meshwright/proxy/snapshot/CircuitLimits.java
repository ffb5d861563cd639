package io.meshwright.proxy.snapshot;

/**
 * What a cluster may have open at once, over all workers; {@link #UNLIMITED} stands for no limit.
 *
 * @param requests active at once
 * @param retries active at once
 */
public record CircuitLimits(long connections, long pendingRequests, long requests, long retries) {

  /** The largest value of the wire format, taken as no limit. */
  public static final long UNLIMITED = 0xffff_ffffL;

  /** Envoy's values when unset. */
  public static final CircuitLimits DEFAULT = new CircuitLimits(1024, 1024, 1024, 3);
}
