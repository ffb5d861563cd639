package io.meshwright.runtime.compile.names;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.xds.proto.nds.NameTable;
import io.meshwright.xds.proto.nds.NameTable.NameInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compiles the names of all services that a proxy sees, with addresses of the families that its pod
 * has (istio-features M10). A headless service has the addresses of its ready endpoints, and those
 * of them that have a hostname have a name each, as in Kubernetes' own DNS; only endpoints that the
 * pod can dial itself: of its cluster and network. A service without any address is left to the DNS
 * servers of the cluster.
 */
public final class NameTableCompiler {

  /** The name of the one resource. */
  public static final String RESOURCE = "names";

  private static final String KUBERNETES = "Kubernetes";
  private static final String EXTERNAL = "External";

  private final ProxyScope scope;
  private final SortedMap<String, NameInfo> table = new TreeMap<>();

  private NameTableCompiler(ProxyScope scope) {
    this.scope = scope;
  }

  /** The table, by its name; none for a proxy that answers no queries. */
  public static SortedMap<String, NameTable> compile(ProxyScope scope) {
    SortedMap<String, NameTable> resources = new TreeMap<>();
    if (scope.proxy().resolvesNames()) {
      NameTableCompiler compiler = new NameTableCompiler(scope);
      scope.services().forEach(compiler::add);
      resources.put(RESOURCE, NameTable.newBuilder().putAllTable(compiler.table).build());
    }
    return resources;
  }

  private void add(Service service) {
    Collection<IpAddress> addresses =
        service.headless() ? members(service) : spoken(scope.addressesOf(service));
    if (addresses.isEmpty()) {
      return;
    }
    NameInfo.Builder info = info(service, addresses);
    if (service.ofKubernetes()) {
      info.setShortname(service.name()).setNamespace(service.key().namespace());
    }
    table.put(service.host().name(), info.build());
    NameInfo.Builder same = info(service, addresses);
    for (Hostname alias : scope.aliasesOf(service.host())) {
      table.put(alias.name(), same.build());
    }
  }

  /** The addresses of endpoints; each pod counts once, whatever ports it serves. */
  private Set<IpAddress> members(Service service) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    for (Endpoint endpoint : scope.model().endpointsOf(service.key())) {
      if (endpoint.health() == Endpoint.Health.HEALTHY && reachable(endpoint)) {
        List<IpAddress> own = spoken(endpoint.addresses());
        addresses.addAll(own);
        if (!endpoint.hostname().isEmpty() && !own.isEmpty()) {
          addMember(service, endpoint.hostname(), own);
        }
      }
    }
    return addresses;
  }

  private void addMember(Service service, String hostname, List<IpAddress> addresses) {
    table.put(
        hostname + "." + service.host().name(),
        info(service, addresses)
            .setShortname(hostname + "." + service.name())
            .setNamespace(service.key().namespace())
            .build());
  }

  private boolean reachable(Endpoint endpoint) {
    return endpoint.workload().cluster().equals(scope.proxy().cluster())
        && endpoint.workload().network().equals(scope.proxy().network());
  }

  private List<IpAddress> spoken(List<IpAddress> addresses) {
    return addresses.stream().filter(address -> scope.speaks(address.family())).toList();
  }

  private static NameInfo.Builder info(Service service, Collection<IpAddress> addresses) {
    NameInfo.Builder info =
        NameInfo.newBuilder().setRegistry(service.ofKubernetes() ? KUBERNETES : EXTERNAL);
    addresses.forEach(address -> info.addIps(address.text()));
    return info;
  }
}
