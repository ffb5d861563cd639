package io.meshwright.runtime.xds;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.xds.ClusterName;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which load assignments a change of endpoints touches. */
final class AffectedClusters {
  private AffectedClusters() {}

  static Set<String> among(Collection<String> names, ModelChange change, ProxyScope scope) {
    Set<String> affected = new TreeSet<>();
    for (String name : names) {
      ClusterName.parse(name)
          .flatMap(cluster -> scope.service(new Hostname(cluster.host())))
          .filter(service -> change.endpoints().contains(service.key()))
          .ifPresent(_ -> affected.add(name));
    }
    return affected;
  }
}
