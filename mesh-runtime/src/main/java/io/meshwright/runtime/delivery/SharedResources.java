package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.Dependence;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.endpoint.EndpointQuery;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.xds.XdsType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What all proxies share that one identity stands for, of one model: compiled when first asked for,
 * by whichever stream asks. Thread-safe; maps that were handed out do not change.
 */
final class SharedResources {

  private final ProxyScope scope;
  private final SharedClusters clusters;
  private final SharedRoutes encodedRoutes;
  private final Map<XdsType, NavigableMap<String, VersionedResource>> whole =
      new EnumMap<>(XdsType.class);
  private final Map<String, VersionedResource> routes = new HashMap<>();
  private final ConcurrentMap<Asked, VersionedResource> assignments = new ConcurrentHashMap<>();

  /** Of the model before, to be taken over where they are still the same. */
  private final Map<XdsType, NavigableMap<String, VersionedResource>> wholeBefore =
      new EnumMap<>(XdsType.class);

  private final Map<String, VersionedResource> routesBefore = new HashMap<>();

  /** Which assignment; proxies that share all else may be of differently spread workloads. */
  private record Asked(String cluster, Siblings by) {}

  SharedResources(ProxyScope scope, SharedClusters clusters, SharedRoutes encodedRoutes) {
    this.scope = scope;
    this.clusters = clusters;
    this.encodedRoutes = encodedRoutes;
  }

  /** The same of a newer model; keeps what the change does not touch. */
  synchronized SharedResources next(MeshModel model, ModelChange change) {
    boolean otherView = change.parts().stream().anyMatch(Dependence::ofView);
    SharedResources next =
        new SharedResources(
            otherView ? new ProxyScope(model, scope.proxy()) : scope.in(model),
            clusters,
            encodedRoutes);
    Set<XdsType> touched = Dependence.shared(change, scope);
    next.wholeBefore.putAll(wholeBefore);
    whole.forEach(
        (type, all) -> (touched.contains(type) ? next.wholeBefore : next.whole).put(type, all));
    next.routesBefore.putAll(routesBefore);
    (touched.contains(XdsType.ROUTE) ? next.routesBefore : next.routes).putAll(routes);
    return next;
  }

  /** What the proxies see. */
  ProxyScope scope() {
    return scope;
  }

  /** All shared resources of a type that is delivered whole. */
  synchronized NavigableMap<String, VersionedResource> all(XdsType type) {
    NavigableMap<String, VersionedResource> known = whole.get(type);
    if (known == null) {
      known = made(type, wholeBefore.remove(type));
      whole.put(type, known);
    }
    return known;
  }

  private NavigableMap<String, VersionedResource> made(
      XdsType type, @Nullable NavigableMap<String, VersionedResource> before) {
    NavigableMap<String, VersionedResource> old =
        before == null ? Collections.emptyNavigableMap() : before;
    return type == XdsType.CLUSTER && scope.patches().isEmpty()
        ? clusters.of(scope, old)
        : VersionedResource.of(MeshCompiler.shared(type, scope), old);
  }

  /** The routes of a name. */
  synchronized VersionedResource routes(String name) {
    VersionedResource known = routes.get(name);
    if (known == null) {
      known = VersionedResource.of(name, encodedRoutes.of(scope, name), routesBefore.remove(name));
      routes.put(name, known);
    }
    return known;
  }

  /** The load assignment of a cluster, which may be one of {@code all}. */
  VersionedResource assignment(String cluster, Siblings by, SharedAssignments all) {
    Asked asked = new Asked(cluster, by);
    VersionedResource known = assignments.get(asked);
    if (known == null) {
      EndpointQuery query = EndpointQuery.of(scope, by, cluster);
      known = all.of(query);
      if (!query.endpoints().isEmpty()) {
        assignments.put(asked, known);
      }
    }
    return known;
  }
}
