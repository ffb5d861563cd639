package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.RoutingIndex;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What of the mesh a proxy sees: all that is exported to its namespace, as far as its Sidecar
 * imports it, and the destinations of the rules that it imports (istio-features SC2 to SC4).
 */
final class Imports {

  /** The namespace of an import from all. */
  private static final String ALL = "";

  private final MeshModel model;
  private final String namespace;
  private final Optional<SidecarRules> sidecar;
  private final List<SidecarRules.Importing> importing;

  Imports(MeshModel model, String namespace, Optional<SidecarRules> sidecar) {
    this.model = model;
    this.namespace = namespace;
    this.sidecar = sidecar;
    this.importing = sidecar.map(rules -> rules.importing().toList()).orElse(List.of());
  }

  RoutingIndex routing() {
    return model.routingFor(namespace, this::imports);
  }

  /** In the order of their hosts. */
  Map<Hostname, Service> services(RoutingIndex routing) {
    if (importing.isEmpty()) {
      Map<Hostname, Service> exported = new LinkedHashMap<>();
      seen(model.services()).forEach(seen -> exported.merge(seen.host(), seen, this::nearer));
      return exported;
    }
    Map<Hostname, Service> visible = new TreeMap<>();
    seen(importable())
        .flatMap(service -> imported(service).stream())
        .forEach(seen -> visible.merge(seen.host(), seen, this::nearer));
    for (RoutingRules rules : routing.rules()) {
      for (Hostname destination : rules.destinations()) {
        Hostname host = model.aliases().getOrDefault(destination, destination);
        seen(model.servicesOf(host))
            .reduce(this::nearer)
            .ifPresent(service -> visible.putIfAbsent(host, service));
      }
    }
    return visible;
  }

  private Stream<Service> seen(Collection<Service> services) {
    return services.stream().filter(service -> service.exportTo().includes(namespace));
  }

  /** Services of the namespaces that are named, so that what is not asked for costs nothing. */
  private Collection<Service> importable() {
    Set<String> namespaces = new TreeSet<>();
    for (SidecarRules.Importing listener : importing) {
      listener.imports().forEach(each -> namespaces.add(each.namespace()));
    }
    return namespaces.contains(ALL)
        ? model.services()
        : namespaces.stream().flatMap(each -> model.servicesIn(each).stream()).toList();
  }

  private boolean imports(RoutingRules rules) {
    return importing.isEmpty()
        || importing.stream()
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

  private boolean imports(Service service, ServicePort port) {
    return sidecar
        .filter(rules -> onPort(rules, service, port) || onSocket(rules, service))
        .isPresent();
  }

  /** A listener for a port is alone with it; the one without a port has all others. */
  private static boolean onPort(SidecarRules rules, Service service, ServicePort port) {
    return rules
        .egressOn(port.number())
        .filter(listener -> listener.imports(service.key().namespace(), service.host()))
        .isPresent();
  }

  private static boolean onSocket(SidecarRules rules, Service service) {
    return rules.sockets().stream()
        .anyMatch(socket -> socket.imports(service.key().namespace(), service.host()));
  }

  /** Whether a service is seen for a Unix socket only, and not where its port is dialled. */
  static boolean onlyOnSocket(SidecarRules rules, Service service, ServicePort port) {
    return onSocket(rules, service) && !onPort(rules, service, port);
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
