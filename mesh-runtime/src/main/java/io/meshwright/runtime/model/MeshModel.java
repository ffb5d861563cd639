package io.meshwright.runtime.model;

import io.meshwright.runtime.model.gateway.Credential;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.xds.SpiffeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The mesh as it is known at one moment. Immutable; safe to read from any thread. */
public final class MeshModel {

  private final long version;
  private final MeshSettings settings;
  private final SortedMap<ServiceKey, Service> services;
  private final Map<ServiceKey, List<Endpoint>> endpoints;
  private final Map<Hostname, Hostname> aliases;
  private final List<RoutingRules> routing;
  private final List<DestinationPolicy> policies;
  private final Map<String, Pod> pods;
  private final List<SidecarRules> sidecars;
  private final List<Gateway> gateways;
  private final Map<String, Credential> credentials;
  private final SidecarIndex sidecarIndex;
  private final PolicyIndex policyIndex;
  private final Map<ServiceKey, NavigableSet<SpiffeId>> identities = new HashMap<>();
  private final Map<IpAddress, List<Instance>> instances = new HashMap<>();

  /** A service's endpoint, seen from the address. */
  public record Instance(Service service, Endpoint endpoint) {}

  /**
   * What a model is made of. The collections are copied where they could change; routing rules and
   * policies are brought into the order of their origins.
   *
   * @param aliases host names that stand for another host (ExternalName)
   * @param credentials Secrets for TLS, by {@code namespace/name}
   * @param pods by {@code namespace/name}
   */
  public record Parts(
      MeshSettings settings,
      SortedMap<ServiceKey, Service> services,
      Map<ServiceKey, List<Endpoint>> endpoints,
      Map<Hostname, Hostname> aliases,
      Collection<RoutingRules> routing,
      Collection<DestinationPolicy> policies,
      Collection<SidecarRules> sidecars,
      Collection<Gateway> gateways,
      Map<String, Credential> credentials,
      Map<String, Pod> pods) {}

  public MeshModel(Parts parts) {
    this(0, parts);
  }

  /** {@code version} is greater than that of any older model of the process. */
  public MeshModel(long version, Parts parts) {
    this.version = version;
    this.settings = parts.settings;
    this.services = Collections.unmodifiableSortedMap(new TreeMap<>(parts.services));
    this.endpoints = Map.copyOf(parts.endpoints);
    this.aliases = Map.copyOf(parts.aliases);
    this.routing =
        parts.routing.stream()
            .sorted(java.util.Comparator.comparing(RoutingRules::origin))
            .toList();
    this.policies =
        parts.policies.stream()
            .sorted(java.util.Comparator.comparing(DestinationPolicy::origin))
            .toList();
    this.sidecars =
        parts.sidecars.stream()
            .sorted(java.util.Comparator.comparing(SidecarRules::origin))
            .toList();
    this.gateways =
        parts.gateways.stream().sorted(java.util.Comparator.comparing(Gateway::origin)).toList();
    this.credentials = Map.copyOf(parts.credentials);
    this.pods = Map.copyOf(parts.pods);
    this.sidecarIndex = SidecarIndex.of(sidecars, settings.rootNamespace());
    this.policyIndex = PolicyIndex.of(policies, settings.rootNamespace());
    services.forEach(this::index);
  }

  /** A mesh in which nothing exists. */
  public static MeshModel empty(MeshSettings settings) {
    return new MeshModel(
        new Parts(
            settings,
            new TreeMap<>(),
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Map.of()));
  }

  private void index(ServiceKey key, Service service) {
    NavigableSet<SpiffeId> found = new TreeSet<>(java.util.Comparator.comparing(SpiffeId::uri));
    for (Endpoint endpoint : endpointsOf(key)) {
      endpoint.workload().identity().ifPresent(found::add);
      for (IpAddress address : endpoint.addresses()) {
        instances
            .computeIfAbsent(address, _ -> new ArrayList<>(2))
            .add(new Instance(service, endpoint));
      }
    }
    identities.put(key, Collections.unmodifiableNavigableSet(found));
  }

  /** Tells models of one process apart; says nothing about what is in them. */
  public long version() {
    return version;
  }

  public MeshSettings settings() {
    return settings;
  }

  /** All services, in the order of their hosts. */
  public Collection<Service> services() {
    return services.values();
  }

  /** Endpoints of all ports, in a stable order; not-ready ones are among them. */
  public List<Endpoint> endpointsOf(ServiceKey key) {
    return endpoints.getOrDefault(key, List.of());
  }

  /** Who may stand behind a service, in a stable order. */
  public NavigableSet<SpiffeId> identitiesOf(ServiceKey key) {
    return identities.getOrDefault(key, Collections.emptyNavigableSet());
  }

  /** What a pod with this address serves, in the order of the services. */
  public List<Instance> instancesAt(IpAddress address) {
    return Collections.unmodifiableList(instances.getOrDefault(address, List.of()));
  }

  /** Hosts that stand for another one. */
  public Map<Hostname, Hostname> aliases() {
    return aliases;
  }

  /** All routing rules, in the order of their origins. */
  public List<RoutingRules> routing() {
    return routing;
  }

  /** All destination policies, in the order of their origins; nothing is merged. */
  public List<DestinationPolicy> destinationPolicies() {
    return policies;
  }

  /** All Sidecars, in the order of their origins. */
  public List<SidecarRules> sidecars() {
    return sidecars;
  }

  /** All Gateways, in the order of their origins. */
  public List<Gateway> gateways() {
    return gateways;
  }

  /** All pods, in no order. */
  public Collection<Pod> pods() {
    return pods.values();
  }

  /** Routing rules as sidecars of a namespace see them. */
  public RoutingIndex routingFor(String namespace) {
    return routingFor(namespace, _ -> true);
  }

  /** The same, as far as they are imported. */
  public RoutingIndex routingFor(String namespace, Predicate<RoutingRules> imported) {
    return RoutingIndex.of(routing, namespace, imported);
  }

  /** Rules that are bound to a Gateway and exported to a namespace, the oldest first. */
  public List<RoutingRules> routingAt(Gateway gateway, String namespace) {
    return routing.stream()
        .filter(
            rules ->
                rules.gateways().contains(gateway.reference())
                    && rules.exportTo().includes(namespace))
        .toList();
  }

  /** Gateways that a router with these labels serves, the oldest first. */
  public List<Gateway> gatewaysFor(Map<String, String> labels) {
    return gateways.stream().filter(gateway -> gateway.selects(labels)).toList();
  }

  /** What the Secret of this name has for TLS. */
  public Optional<Credential> credential(String namespace, String secret) {
    return Optional.ofNullable(credentials.get(namespace + "/" + secret));
  }

  /** What limits the proxy of a workload. */
  public Optional<SidecarRules> sidecarFor(String namespace, Map<String, String> labels) {
    return sidecarIndex.rulesFor(namespace, labels);
  }

  /** Destination policies. */
  public PolicyIndex policies() {
    return policyIndex;
  }

  /** The pod of a proxy, if it is known already. */
  public Optional<Pod> podOf(ProxyIdentity proxy) {
    return Optional.ofNullable(pods.get(proxy.node().namespace() + "/" + proxy.node().pod()));
  }

  /** What differs from an older model. */
  public ModelChange since(MeshModel older) {
    if (!settings.equals(older.settings)) {
      return ModelChange.EVERYTHING;
    }
    boolean structure =
        !services.equals(older.services)
            || !aliases.equals(older.aliases)
            || !routing.equals(older.routing)
            || !policies.equals(older.policies)
            || !sidecars.equals(older.sidecars)
            || !gateways.equals(older.gateways)
            || !pods.equals(older.pods);
    NavigableSet<ServiceKey> changedEndpoints = new TreeSet<>();
    boolean instancesMoved = false;
    boolean namesMoved = false;
    for (ServiceKey key : services.keySet()) {
      List<Endpoint> now = endpointsOf(key);
      List<Endpoint> before = older.endpointsOf(key);
      if (!now.equals(before)) {
        changedEndpoints.add(key);
        instancesMoved |=
            !identitiesOf(key).equals(older.identitiesOf(key))
                || !places(now).equals(places(before))
                || services.get(key).addressing().resolved();
        namesMoved |= services.get(key).headless();
      }
    }
    return new ModelChange(
        structure,
        instancesMoved,
        namesMoved,
        changedEndpoints,
        !credentials.equals(older.credentials));
  }

  private static NavigableSet<String> places(List<Endpoint> endpoints) {
    NavigableSet<String> places = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      endpoint.addresses().forEach(ip -> places.add(ip + " " + endpoint.port()));
    }
    return places;
  }
}
