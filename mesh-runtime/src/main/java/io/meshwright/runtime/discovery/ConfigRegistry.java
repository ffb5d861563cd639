package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.networking.DestinationRuleSpec;
import io.meshwright.crd.networking.EnvoyFilterSpec;
import io.meshwright.crd.networking.GatewaySpec;
import io.meshwright.crd.networking.ProxyConfigSpec;
import io.meshwright.crd.networking.ServiceEntrySpec;
import io.meshwright.crd.networking.SidecarSpec;
import io.meshwright.crd.networking.VirtualServiceSpec;
import io.meshwright.crd.networking.WorkloadEntrySpec;
import io.meshwright.crd.networking.WorkloadGroupSpec;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.policy.DelegateRules;
import io.meshwright.runtime.policy.DestinationRuleParser;
import io.meshwright.runtime.policy.EnvoyFilterParser;
import io.meshwright.runtime.policy.GatewayParser;
import io.meshwright.runtime.policy.ParsedRouting;
import io.meshwright.runtime.policy.ProxyConfigParser;
import io.meshwright.runtime.policy.ServiceEntryParser;
import io.meshwright.runtime.policy.SidecarParser;
import io.meshwright.runtime.policy.VirtualServiceParser;
import io.meshwright.runtime.policy.WorkloadEntryParser;
import io.meshwright.runtime.policy.WorkloadGroupParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Istio's kinds, parsed; a resource that turns bad keeps its last good version here. Confined to
 * the thread of {@link Discovery}.
 */
final class ConfigRegistry {

  private final Map<ResourceRef, ParsedRouting> routing = new HashMap<>();
  private final Map<ResourceRef, DestinationPolicy> policies = new HashMap<>();
  private final Map<ResourceRef, Gateway> gateways = new HashMap<>();
  private final Map<ResourceRef, SidecarRules> sidecars = new HashMap<>();
  private final Map<ResourceRef, ProxyConfigs.Rules> proxyConfigs = new HashMap<>();
  private final Map<ResourceRef, PatchRules> patches = new HashMap<>();
  private final EntryRegistry entries;

  ConfigRegistry(EntryRegistry entries) {
    this.entries = entries;
  }

  /** Routing rules with those of their delegates; {@code problems} hears what was left out. */
  Collection<RoutingRules> routing(BiConsumer<ResourceRef, ConfigError> problems) {
    DelegateRules delegates = new DelegateRules(routing.values());
    List<RoutingRules> all = new ArrayList<>();
    routing.forEach(
        (ref, parsed) -> {
          if (!parsed.delegate()) {
            all.add(delegates.resolve(parsed, problem -> problems.accept(ref, problem)));
          }
        });
    return all;
  }

  Collection<DestinationPolicy> policies() {
    return policies.values();
  }

  Collection<Gateway> gateways() {
    return gateways.values();
  }

  Collection<SidecarRules> sidecars() {
    return sidecars.values();
  }

  Collection<ProxyConfigs.Rules> proxyConfigs() {
    return proxyConfigs.values();
  }

  Collection<PatchRules> patches() {
    return patches.values();
  }

  /**
   * Takes in a resource.
   *
   * @return what is to be said about it
   */
  List<Remark> upsert(
      ResourceRef ref, GenericKubernetesResource resource, Origin origin, MeshSettings settings)
      throws ConfigException {
    Map<String, String> labels = WorkloadParser.labels(resource.getMetadata().getLabels());
    String root = settings.rootNamespace();
    String domain = settings.dnsDomain();
    MeshConfig mesh = settings.meshConfig();
    Written written = new Written(ref, resource);
    return switch (ref.kind()) {
      case VIRTUAL_SERVICE -> {
        ExportTo exportTo = mesh.virtualServices().in(ref.namespace());
        yield written.as(
            VirtualServiceSpec.class,
            spec -> routing.put(ref, VirtualServiceParser.parse(origin, spec, domain, exportTo)));
      }
      case DESTINATION_RULE -> {
        ExportTo exportTo = mesh.destinationRules().in(ref.namespace());
        yield written.as(
            DestinationRuleSpec.class,
            spec -> policies.put(ref, DestinationRuleParser.parse(origin, spec, domain, exportTo)));
      }
      case GATEWAY ->
          written.as(
              GatewaySpec.class, spec -> gateways.put(ref, GatewayParser.parse(origin, spec)));
      case ENVOY_FILTER ->
          written.as(
              EnvoyFilterSpec.class,
              spec -> patches.put(ref, EnvoyFilterParser.parse(origin, spec)));
      case PROXY_CONFIG ->
          written.as(
              ProxyConfigSpec.class,
              spec -> proxyConfigs.put(ref, ProxyConfigParser.parse(origin, spec, root)));
      case SERVICE_ENTRY -> {
        boolean allocate = !"false".equals(labels.get(Labels.AUTO_ALLOCATE_IP));
        yield written.as(
            ServiceEntrySpec.class,
            spec -> entries.put(ref, ServiceEntryParser.parse(origin, spec, allocate, settings)));
      }
      case SIDECAR ->
          written.as(
              SidecarSpec.class,
              spec -> sidecars.put(ref, SidecarParser.parse(origin, spec, root, domain)));
      case WORKLOAD_ENTRY ->
          written.as(
              WorkloadEntrySpec.class,
              spec -> entries.put(ref, WorkloadEntryParser.parse(origin, labels, spec, settings)));
      case WORKLOAD_GROUP ->
          written.as(WorkloadGroupSpec.class, spec -> WorkloadGroupParser.check(origin, spec));
      default -> throw new IllegalArgumentException(ref.toString());
    };
  }

  /** Keeps what a spec means. */
  private interface Intake<S> {
    void take(S spec) throws ConfigException;
  }

  /** A resource before its spec is read. */
  private record Written(ResourceRef ref, GenericKubernetesResource resource) {
    <S> List<Remark> as(Class<S> type, Intake<S> intake) throws ConfigException {
      SpecReader.Spec<S> read = SpecReader.read(ref, resource, type);
      intake.take(read.spec());
      return read.remarks();
    }
  }

  void remove(ResourceRef ref) {
    routing.remove(ref);
    policies.remove(ref);
    gateways.remove(ref);
    sidecars.remove(ref);
    proxyConfigs.remove(ref);
    patches.remove(ref);
    entries.remove(ref);
  }
}
