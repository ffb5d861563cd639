package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.Dependence;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.Kinship;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.xds.XdsType;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one proxy is to have, from one model to the next. Confined to the executor of the proxy's
 * stream.
 */
public final class ProxyResources {

  private final ProxyIdentity proxy;
  private MeshResources mesh;

  /** Stands for all proxies that have the same shared resources. */
  private ProxyIdentity kin;

  private SharedResources shared;
  private ProxyScope scope;
  private final Map<XdsType, NavigableMap<String, VersionedResource>> own =
      new EnumMap<>(XdsType.class);
  private final Map<XdsType, NavigableMap<String, VersionedResource>> ownBefore =
      new EnumMap<>(XdsType.class);

  /** Of a proxy that connects while this is in force. */
  public ProxyResources(ProxyIdentity proxy, MeshResources mesh) {
    this.proxy = proxy;
    this.mesh = mesh;
    ProxyIdentity known = Kinship.known(mesh.model(), proxy);
    this.kin = Kinship.shared(mesh.model(), known);
    this.shared = mesh.of(kin);
    this.scope = shared.scope().of(known, mesh.model().siblingsOf(known));
  }

  /**
   * Goes on to a newer model.
   *
   * @param change all that differs from the model before
   * @return whether the proxy may see other services, policies or endpoints than those that the
   *     change names
   */
  public boolean update(MeshResources newer, ModelChange change) {
    ProxyIdentity known = scope.proxy();
    boolean same = true;
    if (Dependence.kinship(change, proxy)) {
      known = Kinship.known(newer.model(), proxy);
      same = known.equals(scope.proxy());
      kin = Kinship.shared(newer.model(), known);
    }
    Siblings siblings = scope.siblings();
    boolean asSpread = true;
    if (Dependence.siblings(change, proxy, newer.model())) {
      siblings = newer.model().siblingsOf(known);
      asSpread = siblings.equals(scope.siblings());
    }
    boolean otherOwn = !same || Dependence.own(change, scope);
    mesh = newer;
    shared = newer.of(kin);
    scope = shared.scope().of(known, siblings);
    if (otherOwn) {
      ownBefore.putAll(own);
      own.clear();
    }
    return !same || !asSpread || change.parts().stream().anyMatch(Dependence::ofAssignments);
  }

  /** What the proxy sees. */
  public ProxyScope scope() {
    return scope;
  }

  /** All resources of a type that is delivered whole. */
  public Resources all(XdsType type) {
    return new Resources(shared.all(type), own.computeIfAbsent(type, this::own));
  }

  /** Resources of a type that is delivered by name; secrets are not asked for permission here. */
  public Resources named(XdsType type, Collection<String> names) {
    NavigableMap<String, VersionedResource> found = new TreeMap<>();
    switch (type) {
      case ENDPOINT ->
          names.forEach(
              name ->
                  found.put(name, shared.assignment(name, scope.siblings(), mesh.assignments())));
      case ROUTE -> names.forEach(name -> found.put(name, shared.routes(name)));
      case EXTENSION_CONFIG, SECRET ->
          MeshCompiler.named(type, names, scope)
              .forEach((name, message) -> found.put(name, VersionedResource.of(name, message)));
      case CLUSTER, LISTENER, NAME_TABLE -> {
        return all(type).only(names);
      }
    }
    return new Resources(found, Collections.emptyNavigableMap());
  }

  private NavigableMap<String, VersionedResource> own(XdsType type) {
    NavigableMap<String, VersionedResource> before = ownBefore.remove(type);
    return VersionedResource.of(
        MeshCompiler.own(type, scope), before == null ? Collections.emptyNavigableMap() : before);
  }
}
