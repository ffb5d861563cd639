package io.meshwright.proxy.xds;

import io.meshwright.proxy.dns.DnsEndpoints;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.xds.parse.ParsedResource;
import io.meshwright.xds.XdsType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a complete snapshot together from what has arrived, in whatever order it arrived. A resource
 * that waits for another one is warming: until then its previous version stays in the snapshot.
 *
 * <ul>
 *   <li>a cluster waits for its endpoints, be it from EDS or DNS, and secrets;
 *   <li>a route configuration waits for clusters that are known and warm, not for unknown ones;
 *   <li>a listener waits for its route configurations, secrets and warming clusters;
 *   <li>names wait for nothing: the control plane sends them last.
 * </ul>
 *
 * What has waited for longer than the initial fetch timeout is used as it is: a cluster without
 * endpoints, a listener without routes (xDS {@code initial_fetch_timeout}). Pure.
 */
final class SnapshotAssembler {

  private final ResourceStore store;
  private final Map<String, Secret> secrets;
  private final DnsEndpoints dns;
  private final RuntimeSnapshot previous;
  private final Patience patience;
  private final Set<String> warming = new HashSet<>();

  /**
   * Says whether waiting for a resource has lasted too long.
   *
   * <p>The wait begins with the first question about a resource.
   */
  interface Patience {
    /** Whether to go on without it. */
    boolean isOver(XdsType type, String name);
  }

  SnapshotAssembler(
      ResourceStore store,
      Map<String, Secret> secrets,
      DnsEndpoints dns,
      RuntimeSnapshot previous,
      Patience patience) {
    this.store = store;
    this.secrets = secrets;
    this.dns = dns;
    this.previous = previous;
    this.patience = patience;
  }

  RuntimeSnapshot assemble() {
    Map<String, ReadyCluster> clusters = clusters();
    Map<String, RouteConfiguration> routes = routes();
    Map<String, Listener> listeners = listeners(routes);
    return new RuntimeSnapshot(
        previous.generation() + 1, listeners, routes, clusters, secrets, names());
  }

  private Map<String, ReadyCluster> clusters() {
    Map<String, ReadyCluster> clusters = new HashMap<>();
    for (Held held : store.all(XdsType.CLUSTER)) {
      if (held.parsed() instanceof ParsedResource.OfCluster(Cluster cluster, var inline)) {
        EndpointAssignment endpoints = endpoints(cluster, inline);
        if (endpoints != null && have(References.secrets(cluster))) {
          clusters.put(held.name(), new ReadyCluster(cluster, endpoints));
          continue;
        }
        warming.add(held.name());
        ReadyCluster old = previous.clusters().get(held.name());
        if (old != null) {
          clusters.put(held.name(), old);
        }
      }
    }
    return clusters;
  }

  private @Nullable EndpointAssignment endpoints(Cluster cluster, EndpointAssignment inline) {
    return switch (cluster.discovery()) {
      case Cluster.Discovery.Static(), Cluster.Discovery.OriginalDestination _ -> inline;
      case Cluster.Discovery.Dns _ -> dns.of(cluster.name());
      case Cluster.Discovery.Eds(String service) -> discovered(service);
    };
  }

  private @Nullable EndpointAssignment discovered(String service) {
    Held held = store.find(XdsType.ENDPOINT, service).orElse(null);
    if (held != null && held.parsed() instanceof ParsedResource.OfEndpoints(var endpoints)) {
      return endpoints;
    }
    return patience.isOver(XdsType.ENDPOINT, service) ? EndpointAssignment.EMPTY : null;
  }

  private Map<String, RouteConfiguration> routes() {
    Map<String, RouteConfiguration> routes = new HashMap<>();
    for (Held held : store.all(XdsType.ROUTE)) {
      if (held.parsed() instanceof ParsedResource.OfRoutes(RouteConfiguration configuration)) {
        RouteConfiguration old = previous.routes().get(held.name());
        if (!warms(References.clusters(configuration))) {
          routes.put(held.name(), configuration);
        } else if (old != null) {
          routes.put(held.name(), old);
        }
      }
    }
    return routes;
  }

  private Map<String, Listener> listeners(Map<String, RouteConfiguration> routes) {
    Map<String, Listener> listeners = new HashMap<>();
    for (Held held : store.all(XdsType.LISTENER)) {
      if (held.parsed() instanceof ParsedResource.OfListener(Listener listener)) {
        boolean ready =
            haveRoutes(listener, routes)
                && have(References.secrets(listener))
                && !warms(References.clusters(listener));
        Listener old = previous.listeners().get(held.name());
        if (ready) {
          listeners.put(held.name(), listener);
        } else if (old != null) {
          listeners.put(held.name(), old);
        }
      }
    }
    return listeners;
  }

  private NameTable names() {
    for (Held held : store.all(XdsType.NAME_TABLE)) {
      if (held.parsed() instanceof ParsedResource.OfNames(NameTable names)) {
        return names;
      }
    }
    return NameTable.EMPTY;
  }

  private boolean haveRoutes(Listener listener, Map<String, RouteConfiguration> routes) {
    boolean all = true;
    for (String name : References.routes(listener)) {
      all &= routes.containsKey(name) || patience.isOver(XdsType.ROUTE, name);
    }
    return all;
  }

  private boolean have(Set<String> names) {
    boolean all = true;
    for (String name : names) {
      all &= secrets.containsKey(name) || patience.isOver(XdsType.SECRET, name);
    }
    return all;
  }

  private boolean warms(Set<String> clusters) {
    return clusters.stream().anyMatch(warming::contains);
  }
}
