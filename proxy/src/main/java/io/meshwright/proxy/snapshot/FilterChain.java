package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * What is done with a connection that matches.
 *
 * @param name for logs and the dump; may be empty
 * @param transport the layer below the filters
 * @param transportTimeout for the TLS handshake; zero is no limit
 * @param filters in order; the last one is terminal
 */
public record FilterChain(
    String name,
    FilterChainMatch match,
    TransportSocket.Downstream transport,
    Duration transportTimeout,
    List<NetworkFilter> filters) {

  public FilterChain {
    filters = List.copyOf(filters);
  }
}
