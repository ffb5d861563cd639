package io.meshwright.proxy.worker;

import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.tls.TlsContexts;
import io.meshwright.proxy.upstream.ClusterDirectory;
import java.util.HashMap;
import java.util.Map;

/**
 * A snapshot in the form in which it is used: routes compiled, TLS contexts at hand, the state that
 * workers share per cluster. Immutable; parts that did not change are those of the one before.
 */
public record ServingConfig(
    RuntimeSnapshot snapshot,
    Map<String, RouteTable> routes,
    ClusterDirectory clusters,
    TlsContexts tls) {

  /** Before anything was received. */
  public static final ServingConfig EMPTY = empty(TlsContexts.empty());

  public ServingConfig {
    routes = Map.copyOf(routes);
  }

  /** Before anything was received, with the contexts that all later ones follow. */
  public static ServingConfig empty(TlsContexts tls) {
    return new ServingConfig(RuntimeSnapshot.EMPTY, Map.of(), ClusterDirectory.EMPTY, tls);
  }

  /** Compiles the next configuration; off the event loops. */
  public ServingConfig next(RuntimeSnapshot next) {
    Map<String, RouteTable> tables = new HashMap<>();
    for (Map.Entry<String, RouteConfiguration> entry : next.routes().entrySet()) {
      RouteTable old = routes.get(entry.getKey());
      tables.put(
          entry.getKey(),
          old != null && old.configuration().equals(entry.getValue())
              ? old
              : RouteTable.of(entry.getValue()));
    }
    return new ServingConfig(
        next, tables, clusters.next(next.clusters()), tls.with(next.secrets()));
  }
}
