package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.Dependence;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.xds.XdsType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;

/**
 * What all proxies share that one identity stands for, of one model: compiled when first asked for,
 * by whichever stream asks. Thread-safe; maps that were handed out do not change.
 */
final class SharedResources {

  private final ProxyScope scope;
  private final Map<XdsType, NavigableMap<String, VersionedResource>> whole =
      new EnumMap<>(XdsType.class);
  private final Map<String, VersionedResource> routes = new HashMap<>();

  /** Of the model before, to be taken over where they are still the same. */
  private final Map<XdsType, NavigableMap<String, VersionedResource>> wholeBefore =
      new EnumMap<>(XdsType.class);

  private final Map<String, VersionedResource> routesBefore = new HashMap<>();

  SharedResources(ProxyScope scope) {
    this.scope = scope;
  }

  /** The same of a newer model; keeps what the change does not touch. */
  synchronized SharedResources next(MeshModel model, ModelChange change) {
    boolean otherView = change.parts().stream().anyMatch(Dependence::ofView);
    SharedResources next =
        new SharedResources(otherView ? new ProxyScope(model, scope.proxy()) : scope.in(model));
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
      NavigableMap<String, VersionedResource> before = wholeBefore.remove(type);
      known =
          VersionedResource.of(
              MeshCompiler.shared(type, scope),
              before == null ? Collections.emptyNavigableMap() : before);
      whole.put(type, known);
    }
    return known;
  }

  /** The routes of a name. */
  synchronized VersionedResource routes(String name) {
    VersionedResource known = routes.get(name);
    if (known == null) {
      known =
          VersionedResource.of(
              name,
              Objects.requireNonNull(
                  MeshCompiler.named(XdsType.ROUTE, List.of(name), scope).get(name)),
              routesBefore.remove(name));
      routes.put(name, known);
    }
    return known;
  }
}
