package io.meshwright.runtime.xds;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.xds.ClusterName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which load assignments a change of endpoints touches. */
final class AffectedClusters {
  private AffectedClusters() {}

  /**
   * The names that a client may have asked for; the cost is that of the change, not of the mesh.
   */
  static Set<String> of(ModelChange change, ProxyScope scope) {
    Set<String> names = new TreeSet<>();
    for (ServiceKey key : change.endpoints()) {
      scope
          .service(key.host())
          .filter(service -> service.key().equals(key))
          .ifPresent(service -> addNames(service, scope, names));
    }
    return names;
  }

  private static void addNames(ClusterName name, ProxyScope scope, Set<String> names) {
    names.add(name.toString());
    if (scope.proxy().router()) {
      names.add(name.sni());
    }
  }

  private static void addNames(Service service, ProxyScope scope, Set<String> names) {
    List<Hostname> hosts = new ArrayList<>(scope.aliasesOf(service.host()));
    hosts.add(service.host());
    List<DestinationPolicy.Subset> subsets = scope.subsetsOf(service);
    for (Hostname host : hosts) {
      for (ServicePort port : service.ports()) {
        addNames(ClusterName.outbound(port.number(), "", host.name()), scope, names);
        for (DestinationPolicy.Subset subset : subsets) {
          addNames(ClusterName.outbound(port.number(), subset.name(), host.name()), scope, names);
        }
      }
    }
  }
}
