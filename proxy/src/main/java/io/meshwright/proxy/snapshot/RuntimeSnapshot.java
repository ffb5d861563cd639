package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.Map;

/**
 * All configuration at one moment. Only resources whose references are complete are in it: a
 * listener has its discovered route configurations and secrets, a cluster its endpoints and
 * secrets. The exception is a reference that was waited for longer than the initial fetch timeout:
 * then the cluster has no endpoint, the listener's requests find no route, and a handshake that
 * needs the missing secret must fail. A route may name a cluster that does not exist; its requests
 * are refused.
 *
 * <p>A request or connection reads one snapshot at its start and keeps to it.
 *
 * @param generation counts the snapshots of this process
 * @param listeners by name
 * @param routes by name
 * @param clusters by name
 * @param secrets by name
 * @param names that the proxy answers for, if it answers DNS queries
 */
public record RuntimeSnapshot(
    long generation,
    Map<String, Listener> listeners,
    Map<String, RouteConfiguration> routes,
    Map<String, ReadyCluster> clusters,
    Map<String, Secret> secrets,
    NameTable names) {

  /** Before anything was received. */
  public static final RuntimeSnapshot EMPTY =
      new RuntimeSnapshot(0, Map.of(), Map.of(), Map.of(), Map.of(), NameTable.EMPTY);

  public RuntimeSnapshot {
    listeners = Map.copyOf(listeners);
    routes = Map.copyOf(routes);
    clusters = Map.copyOf(clusters);
    secrets = Map.copyOf(secrets);
  }

  /**
   * A cluster that can be used.
   *
   * @param endpoints what EDS or the cluster itself says; empty for original destination
   */
  public record ReadyCluster(Cluster cluster, EndpointAssignment endpoints) {}

  /** Names of the listeners that open sockets, in no order. */
  public List<Listener> boundListeners() {
    return listeners.values().stream().filter(Listener::bindToPort).toList();
  }
}
