package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.RoutingIndex;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of the mesh a proxy sees: all that is exported to its namespace, as far as its Sidecar
 * imports it, and the destinations of the rules that it imports (istio-features SC2 to SC4).
 */
final class Imports {

  private final MeshModel model;
  private final String namespace;
  private final List<SidecarRules.Egress> egress;

  Imports(MeshModel model, String namespace, Optional<SidecarRules> sidecar) {
    this.model = model;
    this.namespace = namespace;
    this.egress = sidecar.map(SidecarRules::egress).orElse(List.of());
  }

  RoutingIndex routing() {
    return model.routingFor(namespace, this::imports);
  }

  /** In the order of their hosts. */
  Map<Hostname, Service> services(RoutingIndex routing) {
    Map<Hostname, Service> exported = new LinkedHashMap<>();
    for (Service service : model.services()) {
      if (service.exportTo().includes(namespace)) {
        exported.merge(service.host(), service, this::nearer);
      }
    }
    return egress.isEmpty() ? exported : imported(exported, routing);
  }

  private Map<Hostname, Service> imported(Map<Hostname, Service> exported, RoutingIndex routing) {
    Map<Hostname, Service> visible = new TreeMap<>();
    for (Service service : model.services()) {
      if (service.exportTo().includes(namespace)) {
        imported(service).ifPresent(seen -> visible.merge(seen.host(), seen, this::nearer));
      }
    }
    for (RoutingRules rules : routing.rules()) {
      for (Hostname destination : rules.destinations()) {
        Hostname host = model.aliases().getOrDefault(destination, destination);
        Service service = exported.get(host);
        if (service != null) {
          visible.putIfAbsent(host, service);
        }
      }
    }
    return visible;
  }

  private boolean imports(RoutingRules rules) {
    return egress.isEmpty()
        || egress.stream()
            .anyMatch(
                listener ->
                    rules.hosts().stream()
                        .anyMatch(host -> listener.imports(rules.origin().namespace(), host)));
  }

  /** The service with the ports that are imported. */
  private Optional<Service> imported(Service service) {
    List<ServicePort> ports =
        service.ports().stream().filter(port -> imports(service, port)).toList();
    if (ports.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ports.equals(service.ports()) ? service : service.with(ports));
  }

  /** A listener for a port is alone with it; the one without a port has all others. */
  private boolean imports(Service service, ServicePort port) {
    return egress.stream()
        .filter(listener -> listener.port() != null && listener.port() == port.number())
        .findFirst()
        .or(() -> egress.stream().filter(listener -> listener.port() == null).findFirst())
        .filter(listener -> listener.imports(service.key().namespace(), service.host()))
        .isPresent();
  }

  /**
   * Of services of one host in several namespaces: that of the proxy's own, or else one of
   * Kubernetes, or else the oldest (istio-features SC4).
   */
  private Service nearer(Service first, Service other) {
    Comparator<Service> order =
        Comparator.comparing((Service s) -> !s.key().namespace().equals(namespace))
            .thenComparing(s -> !s.ofKubernetes())
            .thenComparing(Service::origin);
    return order.compare(first, other) <= 0 ? first : other;
  }
}
