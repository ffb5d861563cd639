package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where connections arrive: a bound socket, or, when not bound, the target of a connection
 * that a listener with {@code useOriginalDestination} received for this address.
 *
 * @param addresses the first one is the main address; the others are bound too
 * @param bindToPort whether sockets are opened; otherwise the listener only receives connections
 *     handed over by original destination
 * @param useOriginalDestination whether an accepted connection is handed to the listener that best
 *     matches its original destination, and stays here if there is none
 * @param transparent whether its sockets take connections to addresses that are not the pod's, as
 *     the kernel's transparent proxying leads them there
 * @param direction of the traffic, for telemetry
 * @param listenerFilters run on a connection before a filter chain is chosen, in order
 * @param inspection how long listener filters may wait for the first bytes
 * @param filterChains the most specific match wins (Envoy's order of criteria)
 * @param defaultFilterChain for connections that no filter chain matches; absent: they are closed
 * @param bufferLimitBytes soft limit of what is buffered per connection and direction
 * @param accessLogs for connections that found no filter chain
 */
public record Listener(
    String name,
    List<Address> addresses,
    boolean bindToPort,
    boolean useOriginalDestination,
    boolean transparent,
    TrafficDirection direction,
    List<ListenerFilter> listenerFilters,
    Inspection inspection,
    List<FilterChain> filterChains,
    @Nullable FilterChain defaultFilterChain,
    int bufferLimitBytes,
    List<AccessLog> accessLogs) {

  /** Envoy's {@code per_connection_buffer_limit_bytes} when unset. */
  public static final int DEFAULT_BUFFER_LIMIT = 1 << 20;

  public Listener {
    addresses = List.copyOf(addresses);
    listenerFilters = List.copyOf(listenerFilters);
    filterChains = List.copyOf(filterChains);
    accessLogs = List.copyOf(accessLogs);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a listener without an address: " + name);
    }
  }

  /** Which way the traffic of a listener goes, seen from the workload. */
  public enum TrafficDirection {
    UNSPECIFIED,
    INBOUND,
    OUTBOUND
  }

  /**
   * How long listener filters may wait for the first bytes of a connection.
   *
   * @param timeout zero waits for ever
   * @param continueOnTimeout whether a filter chain is then chosen with what is known; otherwise
   *     the connection is closed. Server-first protocols need it.
   */
  public record Inspection(Duration timeout, boolean continueOnTimeout) {}
}
