package io.meshwright.runtime.model;

import io.meshwright.runtime.model.gateway.Credential;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.xds.SpiffeId;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mesh as it is known at one moment. Immutable; safe to read from any thread. */
public final class MeshModel {

  private final long version;
  private final Parts parts;
  private final ServiceIndex services;
  private final EndpointIndex endpoints;
  private final List<RoutingRules> routing;
  private final List<DestinationPolicy> policies;
  private final List<SidecarRules> sidecars;
  private final List<Gateway> gateways;
  private final ProxyConfigs proxyConfigs;
  private final List<PatchRules> patches;
  private final SidecarIndex sidecarIndex;
  private final PolicyIndex policyIndex;
  private final Distinctions distinctions;

  /** A service's endpoint, seen from the address. */
  public record Instance(Service service, Endpoint endpoint) {}

  /**
   * What a model is made of. Who makes it does not change the collections any more; routing rules
   * and policies are brought into the order of their origins.
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
      Collection<ProxyConfigs.Rules> proxyConfigs,
      Collection<PatchRules> patches,
      Map<String, Credential> credentials,
      Map<String, Pod> pods) {

    /** Nothing but settings. */
    public static Parts empty(MeshSettings settings) {
      return new Parts(
          settings,
          new TreeMap<>(),
          Map.of(),
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Map.of());
    }
  }

  public MeshModel(Parts parts) {
    this(1, parts, null);
  }

  /** Takes over what is made of parts that the model before has, too. */
  @SuppressWarnings("ReferenceEquality") // to compare what they hold is what this saves
  private MeshModel(long version, Parts parts, @Nullable MeshModel before) {
    this.version = version;
    this.parts = parts;
    String root = parts.settings.rootNamespace();
    if (before != null && parts.services == before.parts.services) {
      services = before.services;
      endpoints =
          parts.endpoints == before.parts.endpoints
              ? before.endpoints
              : before.endpoints.next(parts.endpoints);
    } else {
      services = ServiceIndex.of(parts.services);
      endpoints = EndpointIndex.of(parts.services, parts.endpoints);
    }
    routing =
        before != null && parts.routing == before.parts.routing
            ? before.routing
            : inOrder(parts.routing, RoutingRules::origin);
    if (before != null && parts.policies == before.parts.policies) {
      policies = before.policies;
      policyIndex = before.policyIndex;
    } else {
      policies = inOrder(parts.policies, DestinationPolicy::origin);
      policyIndex = PolicyIndex.of(policies, root);
    }
    if (before != null && parts.sidecars == before.parts.sidecars) {
      sidecars = before.sidecars;
      sidecarIndex = before.sidecarIndex;
    } else {
      sidecars = inOrder(parts.sidecars, SidecarRules::origin);
      sidecarIndex = SidecarIndex.of(sidecars, root);
    }
    gateways =
        before != null && parts.gateways == before.parts.gateways
            ? before.gateways
            : inOrder(parts.gateways, Gateway::origin);
    proxyConfigs =
        before != null && parts.proxyConfigs == before.parts.proxyConfigs
            ? before.proxyConfigs
            : ProxyConfigs.of(root, parts.proxyConfigs);
    patches =
        before != null && parts.patches == before.parts.patches
            ? before.patches
            : parts.patches.stream().sorted(PatchRules.order(root)).toList();
    distinctions =
        before != null
                && parts.settings.equals(before.parts.settings)
                && routing == before.routing
                && policies == before.policies
                && sidecars == before.sidecars
                && gateways == before.gateways
                && patches == before.patches
            ? before.distinctions
            : Distinctions.of(parts.settings, routing, policies, sidecars, gateways, patches);
  }

  private static <T> List<T> inOrder(Collection<T> rules, Function<T, Origin> origin) {
    return rules.stream().sorted(Comparator.comparing(origin)).toList();
  }

  /**
   * The next model, of other parts. Parts that are the same objects cost nothing, and of other
   * endpoints only those that differ do.
   */
  public MeshModel next(Parts others) {
    return new MeshModel(version + 1, others, this);
  }

  /** A mesh in which nothing exists. */
  public static MeshModel empty(MeshSettings settings) {
    return new MeshModel(Parts.empty(settings));
  }

  /** Tells models of one process apart, from 1 on; says nothing about what is in them. */
  public long version() {
    return version;
  }

  public MeshSettings settings() {
    return parts.settings;
  }

  /** All services, in the order of their hosts. */
  public Collection<Service> services() {
    return Collections.unmodifiableCollection(parts.services.values());
  }

  /** Services of a namespace, in the order of their hosts. */
  public List<Service> servicesIn(String namespace) {
    return services.in(namespace);
  }

  /** Services of a host, in the order of their namespaces. */
  public List<Service> servicesOf(Hostname host) {
    return services.of(host);
  }

  /** Endpoints of all ports, in a stable order; not-ready ones are among them. */
  public List<Endpoint> endpointsOf(ServiceKey key) {
    return endpoints.of(key);
  }

  /** Who may stand behind a service, in a stable order. */
  public NavigableSet<SpiffeId> identitiesOf(ServiceKey key) {
    return endpoints.identitiesOf(key);
  }

  /** What a pod with this address serves, in the order of the services. */
  public List<Instance> instancesAt(IpAddress address) {
    return endpoints.at(address);
  }

  /** Hosts that stand for another one. */
  public Map<Hostname, Hostname> aliases() {
    return Collections.unmodifiableMap(parts.aliases);
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
    return Collections.unmodifiableCollection(parts.pods.values());
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

  /** How proxies are run; only injection depends on it. */
  public ProxyConfigs proxyConfigs() {
    return proxyConfigs;
  }

  /** All EnvoyFilters, in the order in which they apply. */
  public List<PatchRules> patches() {
    return patches;
  }

  /** Those of proxies of a namespace with these labels, in the same order. */
  public List<PatchRules> patchesFor(String namespace, Map<String, String> labels) {
    return patches.stream()
        .filter(rules -> rules.appliesTo(namespace, labels, parts.settings.rootNamespace()))
        .toList();
  }

  /** What the Secret of this name has for TLS. */
  public Optional<Credential> credential(String namespace, String secret) {
    return Optional.ofNullable(parts.credentials.get(namespace + "/" + secret));
  }

  /** What limits the proxy of a workload. */
  public Optional<SidecarRules> sidecarFor(String namespace, Map<String, String> labels) {
    return sidecarIndex.rulesFor(namespace, labels);
  }

  /** Keys of labels that some rule asks of a proxy; the others cannot matter to it. */
  public Set<String> labelsThatMatter(ProxyIdentity proxy) {
    return distinctions.labels(proxy.namespace(), proxy.router());
  }

  /** Keys of a proxy's metadata that some EnvoyFilter asks for. */
  public Set<String> metadataThatMatters(ProxyIdentity proxy) {
    return distinctions.metadata(proxy.namespace());
  }

  /** Whether some rule makes it matter where a proxy runs. */
  public boolean placeMatters(ProxyIdentity proxy) {
    return distinctions.places(proxy.namespace());
  }

  /**
   * Where the other hosts of a proxy's workload are, by the first service that has the proxy among
   * its endpoints; unknown where no rule asks.
   *
   * @param known the proxy as the model knows it
   */
  public Siblings siblingsOf(ProxyIdentity known) {
    return ownInstance(known)
        .map(
            own ->
                Siblings.of(
                    own.endpoint(), known.locality().region(), endpointsOf(own.service().key())))
        .orElse(Siblings.UNKNOWN);
  }

  /** Whether a change may make the siblings of a proxy others, apart from what it serves. */
  public boolean siblingsTouched(ProxyIdentity proxy, ModelChange change) {
    return ownInstance(proxy)
        .filter(own -> change.endpoints().contains(own.service().key()))
        .isPresent();
  }

  private Optional<Instance> ownInstance(ProxyIdentity proxy) {
    if (!distinctions.zones(proxy.namespace())) {
      return Optional.empty();
    }
    return proxy.addresses().stream()
        .flatMap(address -> instancesAt(address).stream())
        .filter(own -> own.endpoint().workload().namespace().equals(proxy.namespace()))
        .findFirst();
  }

  /** Destination policies. */
  public PolicyIndex policies() {
    return policyIndex;
  }

  /** The pod of a proxy, if it is known already. */
  public Optional<Pod> podOf(ProxyIdentity proxy) {
    return Optional.ofNullable(parts.pods.get(proxy.node().namespace() + "/" + proxy.node().pod()));
  }

  /** What differs from an older model. */
  public ModelChange since(MeshModel older) {
    Set<ModelPart> changed = EnumSet.noneOf(ModelPart.class);
    mark(changed, ModelPart.SETTINGS, parts.settings, older.parts.settings);
    mark(changed, ModelPart.SERVICES, parts.services, older.parts.services);
    mark(changed, ModelPart.ALIASES, parts.aliases, older.parts.aliases);
    mark(changed, ModelPart.POLICIES, policies, older.policies);
    mark(changed, ModelPart.SIDECARS, sidecars, older.sidecars);
    mark(changed, ModelPart.GATEWAYS, gateways, older.gateways);
    mark(changed, ModelPart.PROXY_CONFIGS, proxyConfigs, older.proxyConfigs);
    mark(changed, ModelPart.PATCHES, patches, older.patches);
    mark(changed, ModelPart.CREDENTIALS, parts.credentials, older.parts.credentials);
    mark(changed, ModelPart.PODS, parts.pods, older.parts.pods);
    if (!routing.equals(older.routing)) {
      changed.add(
          RoutingRules.differOnlyInHttp(routing, older.routing)
              ? ModelPart.HTTP_RULES
              : ModelPart.ROUTING);
    }
    return endpoints.since(older.endpoints, changed);
  }

  private static void mark(Set<ModelPart> changed, ModelPart part, Object now, Object before) {
    if (!now.equals(before)) {
      changed.add(part);
    }
  }
}
