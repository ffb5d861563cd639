package io.meshwright.proxy.snapshot;

/** A filter on the bytes of a connection. */
public sealed interface NetworkFilter
    permits TcpProxy,
        HttpConnectionManager,
        NetworkFilter.Stats,
        NetworkFilter.Rbac,
        NetworkFilter.LocalRateLimited {

  /** Counts the connection in Istio's TCP metrics ({@code istio.stats}). */
  record Stats(StatsConfig config) implements NetworkFilter {}

  /** Ends connections that the rules do not allow. */
  record Rbac(AccessControl control) implements NetworkFilter {}

  /** Ends connections that come too fast; {@code statPrefix} names the counters. */
  record LocalRateLimited(String statPrefix, TokenBucketConfig bucket) implements NetworkFilter {}
}
