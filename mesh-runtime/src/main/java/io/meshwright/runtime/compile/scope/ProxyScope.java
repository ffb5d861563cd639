package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.Pod;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.RoutingIndex;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of the mesh that one proxy sees, with what is looked up often. Built once per model and
 * proxy; immutable afterwards.
 */
public final class ProxyScope {

  private final MeshModel model;
  private final ProxyIdentity proxy;
  private final Map<String, String> labels;
  private final Locality locality;
  private final Optional<SidecarRules> sidecar;
  private final Map<Hostname, Service> services = new LinkedHashMap<>();
  private final Map<Hostname, List<Hostname>> aliases = new TreeMap<>();
  private final RoutingIndex routing;
  private final Map<Hostname, Optional<DestinationPolicy>> policies = new HashMap<>();

  public ProxyScope(MeshModel model, ProxyIdentity proxy) {
    this.model = model;
    this.proxy = proxy;
    Optional<Pod> pod = model.podOf(proxy);
    this.labels = pod.map(Pod::labels).orElse(proxy.labels());
    this.locality =
        pod.map(Pod::locality).filter(l -> !l.equals(Locality.UNKNOWN)).orElse(proxy.locality());
    this.sidecar = proxy.router() ? Optional.empty() : model.sidecarFor(proxy.namespace(), labels);
    Imports imports = new Imports(model, proxy.namespace(), sidecar);
    this.routing = imports.routing();
    services.putAll(imports.services(routing));
    model
        .aliases()
        .forEach(
            (alias, host) -> {
              if (services.containsKey(host)) {
                aliases.computeIfAbsent(host, _ -> new ArrayList<>()).add(alias);
              }
            });
    aliases.values().forEach(Collections::sort);
    services.forEach(
        (host, service) ->
            policies.put(
                host, model.policies().policyFor(proxy.namespace(), labels, service.key())));
  }

  public MeshModel model() {
    return model;
  }

  public MeshSettings settings() {
    return model.settings();
  }

  /** What becomes of traffic to hosts that the proxy does not see. */
  public OutboundPolicy outboundPolicy() {
    return sidecar
        .map(SidecarRules::registryOnly)
        .map(only -> only ? OutboundPolicy.REGISTRY_ONLY : OutboundPolicy.ALLOW_ANY)
        .orElse(settings().meshConfig().outboundPolicy());
  }

  public ProxyIdentity proxy() {
    return proxy;
  }

  /** What limits the proxy; nothing limits a router. */
  public Optional<SidecarRules> sidecar() {
    return sidecar;
  }

  /** Labels of the proxy's pod; the model's, once it knows the pod (istio-features X13). */
  public Map<String, String> labels() {
    return labels;
  }

  /** Where the proxy runs. */
  public Locality locality() {
    return locality;
  }

  /** Services that the proxy may send to, in the order of their hosts. */
  public Iterable<Service> services() {
    return Collections.unmodifiableCollection(services.values());
  }

  /** The service of a host. */
  public Optional<Service> service(Hostname host) {
    Service service = services.get(model.aliases().getOrDefault(host, host));
    return Optional.ofNullable(service);
  }

  /**
   * Where the proxy's application dials a service; none if any address may be meant. Addresses that
   * the mesh gave away itself are dialled where the mesh resolves names, too.
   */
  public List<IpAddress> addressesOf(Service service) {
    return service.addresses().isEmpty() && proxy.resolvesNames()
        ? service.entry().allocated()
        : service.addresses();
  }

  /** Whether a port's connections meet the listener that is asked whatever address was dialled. */
  public boolean sharesListener(Service service, ServicePort port) {
    return port.protocol().http()
        || !service.entry().ranges().isEmpty()
        || (!service.headless() && addressesOf(service).isEmpty());
  }

  /**
   * The port that a destination means: its own, or the only one of its service (istio-features
   * VS13).
   *
   * @param otherwise the port that was asked for, which stands in where neither says one
   */
  public int portOf(Destination destination, int otherwise) {
    if (destination.port() != null) {
      return destination.port();
    }
    return service(destination.host())
        .filter(service -> service.ports().size() == 1)
        .map(service -> service.ports().getFirst().number())
        .orElse(otherwise);
  }

  /** Other names of a host. */
  public List<Hostname> aliasesOf(Hostname host) {
    return aliases.getOrDefault(host, List.of());
  }

  /** Routing rules that the proxy's namespace sees. */
  public RoutingIndex routing() {
    return routing;
  }

  /** The destination policy of a service. */
  public Optional<DestinationPolicy> policyOf(Service service) {
    return policies.getOrDefault(service.host(), Optional.empty());
  }

  /** What is in force on a port of a service, or of a subset; empty for an unknown subset. */
  public Optional<TrafficPolicy.Blocks> blocks(Service service, String subset, int port) {
    Optional<DestinationPolicy> policy = policyOf(service);
    TrafficPolicy all = policy.map(DestinationPolicy::policy).orElse(TrafficPolicy.EMPTY);
    if (subset.isEmpty()) {
      return Optional.of(all.onPort(port));
    }
    return policy.stream()
        .flatMap(p -> p.subsets().stream())
        .filter(s -> s.name().equals(subset))
        .findFirst()
        .map(s -> s.policy().onPort(port, all));
  }

  /** Whether the proxy's pod has an address of the family. */
  public boolean speaks(IpAddress.Family family) {
    return proxy.speaks(family);
  }

  /** The wildcard addresses to listen on, the preferred first. */
  public List<String> wildcards() {
    if (!speaks(IpAddress.Family.IPV4)) {
      return List.of("::");
    }
    return speaks(IpAddress.Family.IPV6) ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
  }
}
