package io.meshwright.proxy.snapshot;

/** A filter on the bytes of a connection. */
public sealed interface NetworkFilter permits TcpProxy, HttpConnectionManager, NetworkFilter.Stats {

  /** Counts the connection in Istio's TCP metrics ({@code istio.stats}). */
  record Stats(StatsConfig config) implements NetworkFilter {}
}
