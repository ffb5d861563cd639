package io.meshwright.runtime.status;

import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.xds.XdsType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** For whom each resource of a model is. A Sidecar's imports are not looked at. */
final class Audiences {

  private static final Set<XdsType> ROUTES = EnumSet.of(XdsType.LISTENER, XdsType.ROUTE);
  private static final Set<XdsType> CLUSTERS = EnumSet.of(XdsType.CLUSTER, XdsType.ENDPOINT);
  private static final Set<XdsType> PATCHED =
      EnumSet.of(XdsType.CLUSTER, XdsType.LISTENER, XdsType.ROUTE, XdsType.EXTENSION_CONFIG);
  private static final Set<XdsType> EDGE =
      EnumSet.of(XdsType.LISTENER, XdsType.ROUTE, XdsType.SECRET);

  private static final Set<ResourceKind> UNSENT =
      EnumSet.of(ResourceKind.WORKLOAD_GROUP, ResourceKind.PROXY_CONFIG);

  /** By the resource's name as {@link Origin} and {@link ResourceRef} spell it. */
  private final Map<String, Audience> byResource = new HashMap<>();

  private final String rootNamespace;

  Audiences(MeshModel model) {
    this.rootNamespace = model.settings().rootNamespace();
    Map<String, Gateway> gateways = new HashMap<>();
    for (Gateway gateway : model.gateways()) {
      gateways.put(gateway.reference(), gateway);
      put(gateway.origin(), EDGE, Set.of(), serves(gateway));
    }
    model.routing().forEach(rules -> put(rules.origin(), ROUTES, Set.of(), uses(rules, gateways)));
    model.destinationPolicies().forEach(this::put);
    model.sidecars().forEach(this::put);
    model.patches().forEach(this::put);
    model.services().stream().filter(service -> !service.ofKubernetes()).forEach(this::put);
  }

  /** Empty for what only becomes part of pods or entries: nothing of it is sent to proxies. */
  Optional<Audience> of(ResourceRef ref) {
    return UNSENT.contains(ref.kind())
        ? Optional.empty()
        : Optional.of(byResource.getOrDefault(ref.toString(), Audience.ALL));
  }

  private void put(
      Origin origin, Set<XdsType> types, Set<Hostname> hosts, Predicate<ProxyIdentity> reach) {
    byResource.put(origin.toString(), new Audience(reach, types, hosts));
  }

  private void put(DestinationPolicy policy) {
    put(
        policy.origin(),
        CLUSTERS,
        Set.of(policy.host()),
        proxy ->
            policy.exportTo().includes(proxy.namespace()) && has(proxy, policy.workloadSelector()));
  }

  private void put(SidecarRules rules) {
    String namespace = rules.origin().namespace();
    put(
        rules.origin(),
        EnumSet.allOf(XdsType.class),
        Set.of(),
        proxy ->
            !proxy.router()
                && (namespace.equals(rootNamespace) || namespace.equals(proxy.namespace()))
                && has(proxy, rules.selector()));
  }

  private void put(PatchRules rules) {
    put(
        rules.origin(),
        PATCHED,
        Set.of(),
        proxy -> rules.appliesTo(proxy.namespace(), proxy.labels(), rootNamespace));
  }

  /** One of the hosts of a ServiceEntry. */
  private void put(Service service) {
    Audience before = byResource.get(service.origin().toString());
    Set<Hostname> hosts = new TreeSet<>(before == null ? Set.of() : before.hosts());
    hosts.add(service.host());
    Set<XdsType> types = EnumSet.allOf(XdsType.class);
    types.remove(XdsType.SECRET);
    put(service.origin(), types, hosts, proxy -> service.exportTo().includes(proxy.namespace()));
  }

  private static Predicate<ProxyIdentity> serves(Gateway gateway) {
    return proxy -> proxy.router() && gateway.selects(proxy.labels());
  }

  private static Predicate<ProxyIdentity> uses(RoutingRules rules, Map<String, Gateway> gateways) {
    List<Predicate<ProxyIdentity>> routers =
        rules.gateways().stream()
            .flatMap(name -> Optional.ofNullable(gateways.get(name)).stream())
            .map(Audiences::serves)
            .toList();
    return proxy ->
        rules.exportTo().includes(proxy.namespace())
            && (proxy.router()
                ? routers.stream().anyMatch(serves -> serves.test(proxy))
                : rules.forMesh());
  }

  private static boolean has(ProxyIdentity proxy, Map<String, String> labels) {
    return proxy.labels().entrySet().containsAll(labels.entrySet());
  }
}
