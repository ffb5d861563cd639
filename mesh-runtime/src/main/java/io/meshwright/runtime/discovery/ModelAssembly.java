package io.meshwright.runtime.discovery;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.gateway.Credential;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.xds.ConfigError;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes each model from the one before: what no change has touched since is the same object.
 * Confined to the thread of {@link Discovery}.
 */
final class ModelAssembly {

  private final WorkloadRegistry workloads;
  private final EntryRegistry entries;
  private final ConfigRegistry config;
  private final Map<ResourceRef, Service> services = new HashMap<>();
  private final Map<ResourceRef, Hostname> aliasTargets = new HashMap<>();
  private final Map<ResourceRef, Credential> credentials = new HashMap<>();
  private final Set<ResourceKind> touched = EnumSet.allOf(ResourceKind.class);
  private MeshModel.Parts parts;
  private @Nullable MeshModel latest;

  ModelAssembly(
      MeshSettings settings,
      WorkloadRegistry workloads,
      EntryRegistry entries,
      ConfigRegistry config) {
    this.parts = MeshModel.Parts.empty(settings);
    this.workloads = workloads;
    this.entries = entries;
    this.config = config;
  }

  /** Some resource of this kind is not what it was. */
  void touch(ResourceKind kind) {
    touched.add(kind);
  }

  boolean touches(ResourceKind kind) {
    return touched.contains(kind);
  }

  void put(ResourceRef ref, Service service) {
    aliasTargets.remove(ref);
    services.put(ref, service);
  }

  void putAlias(ResourceRef ref, Hostname target) {
    services.remove(ref);
    aliasTargets.put(ref, target);
  }

  void put(ResourceRef ref, Credential credential) {
    credentials.put(ref, credential);
  }

  void remove(ResourceRef ref) {
    services.remove(ref);
    aliasTargets.remove(ref);
    credentials.remove(ref);
  }

  /** What is known now; {@code problems} hears what is left out of good resources. */
  MeshModel model(MeshSettings settings, BiConsumer<ResourceRef, ConfigError> problems) {
    MeshModel.Parts now = next(settings, parts, problems);
    latest = latest == null ? new MeshModel(now) : latest.next(now);
    parts = now;
    touched.clear();
    return latest;
  }

  private MeshModel.Parts next(
      MeshSettings settings,
      MeshModel.Parts before,
      BiConsumer<ResourceRef, ConfigError> problems) {
    SortedMap<ServiceKey, Service> byKey;
    Map<ServiceKey, List<Endpoint>> endpoints;
    if (touches(ResourceKind.MESH_CONFIG) || touches(ResourceKind.SERVICE) || entries.changed()) {
      SortedMap<ServiceKey, Service> anew = new TreeMap<>();
      services.values().forEach(service -> anew.put(service.key(), service));
      endpoints = workloads.endpoints(anew.values());
      entries.addTo(settings, anew, endpoints);
      byKey = anew.equals(before.services()) ? before.services() : anew;
    } else {
      byKey = before.services();
      endpoints = workloads.refresh(before.endpoints(), this::serviceNamed);
    }
    return new MeshModel.Parts(
        settings,
        byKey,
        endpoints,
        touches(ResourceKind.SERVICE) ? aliases(settings) : before.aliases(),
        touches(ResourceKind.VIRTUAL_SERVICE) ? config.routing(problems) : before.routing(),
        touches(ResourceKind.DESTINATION_RULE) ? List.copyOf(config.policies()) : before.policies(),
        touches(ResourceKind.SIDECAR) ? List.copyOf(config.sidecars()) : before.sidecars(),
        touches(ResourceKind.GATEWAY) ? List.copyOf(config.gateways()) : before.gateways(),
        touches(ResourceKind.PROXY_CONFIG)
            ? List.copyOf(config.proxyConfigs())
            : before.proxyConfigs(),
        touches(ResourceKind.ENVOY_FILTER) ? List.copyOf(config.patches()) : before.patches(),
        touches(ResourceKind.SECRET) ? credentialsByName() : before.credentials(),
        workloads.pods());
  }

  private @Nullable Service serviceNamed(String name) {
    int slash = name.indexOf('/');
    return services.get(
        new ResourceRef(ResourceKind.SERVICE, name.substring(0, slash), name.substring(slash + 1)));
  }

  private Map<Hostname, Hostname> aliases(MeshSettings settings) {
    Map<Hostname, Hostname> aliases = new HashMap<>();
    aliasTargets.forEach(
        (ref, target) ->
            aliases.put(
                ServiceParser.host(ref.namespace(), ref.name(), settings.dnsDomain()), target));
    return aliases;
  }

  private Map<String, Credential> credentialsByName() {
    Map<String, Credential> byName = new HashMap<>();
    credentials.forEach(
        (ref, credential) -> byName.put(ref.namespace() + "/" + ref.name(), credential));
    return byName;
  }
}
