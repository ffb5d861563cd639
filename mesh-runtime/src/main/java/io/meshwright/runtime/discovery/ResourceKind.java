package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;

/**
 * The kinds that the runtime reads. Kubernetes' own kinds arrive as Fabric8's classes; Istio's as
 * trees, so that unknown fields can be named and a bad field does not hide the rest.
 */
public enum ResourceKind {
  NAMESPACE("", "Namespace", "namespaces", false, Namespace.class),
  NODE("", "Node", "nodes", false, Node.class),

  /**
   * Only the mesh configuration of the runtime's own revision: {@code istio} or {@code istio-REV}.
   */
  MESH_CONFIG("", "ConfigMap", "configmaps", true, ConfigMap.class),
  SERVICE("", "Service", "services", true, Service.class),

  /** Only what may have certificates for TLS. */
  SECRET("", "Secret", "secrets", true, Secret.class),
  POD("", "Pod", "pods", true, Pod.class),
  ENDPOINT_SLICE("discovery.k8s.io", "EndpointSlice", "endpointslices", true, EndpointSlice.class),
  VIRTUAL_SERVICE(
      Groups.NETWORKING,
      "VirtualService",
      "virtualservices",
      true,
      GenericKubernetesResource.class),
  DESTINATION_RULE(
      Groups.NETWORKING,
      "DestinationRule",
      "destinationrules",
      true,
      GenericKubernetesResource.class),
  GATEWAY(Groups.NETWORKING, "Gateway", "gateways", true, GenericKubernetesResource.class),
  ENVOY_FILTER(
      Groups.NETWORKING, "EnvoyFilter", "envoyfilters", true, GenericKubernetesResource.class),
  PROXY_CONFIG(
      Groups.NETWORKING, "ProxyConfig", "proxyconfigs", true, GenericKubernetesResource.class),
  SERVICE_ENTRY(
      Groups.NETWORKING, "ServiceEntry", "serviceentries", true, GenericKubernetesResource.class),
  SIDECAR(Groups.NETWORKING, "Sidecar", "sidecars", true, GenericKubernetesResource.class),
  WORKLOAD_ENTRY(
      Groups.NETWORKING, "WorkloadEntry", "workloadentries", true, GenericKubernetesResource.class),
  WORKLOAD_GROUP(
      Groups.NETWORKING, "WorkloadGroup", "workloadgroups", true, GenericKubernetesResource.class);

  private final String group;
  private final String kind;
  private final String plural;
  private final boolean namespaced;
  private final Class<? extends HasMetadata> type;

  ResourceKind(
      String group,
      String kind,
      String plural,
      boolean namespaced,
      Class<? extends HasMetadata> type) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
    this.namespaced = namespaced;
    this.type = type;
  }

  /** The kind that a document declares; empty for one that the runtime does not read. */
  public static Optional<ResourceKind> of(String apiVersion, String kind) {
    for (ResourceKind candidate : values()) {
      if (candidate.kind.equals(kind) && candidate.apiVersions().contains(apiVersion)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** API group; empty for the core group. */
  public String group() {
    return group;
  }

  /** Versions that are read, the preferred one first. */
  public List<String> versions() {
    return switch (this) {
      case ENVOY_FILTER -> List.of("v1alpha3");
      case PROXY_CONFIG -> List.of("v1beta1");
      default ->
          group.equals(Groups.NETWORKING) ? List.of("v1", "v1beta1", "v1alpha3") : List.of("v1");
    };
  }

  /** {@code group/version} for each version, the preferred one first. */
  public List<String> apiVersions() {
    return versions().stream().map(v -> group.isEmpty() ? v : group + "/" + v).toList();
  }

  /** The kind as documents spell it. */
  public String kind() {
    return kind;
  }

  /** The resource's name in URLs. */
  public String plural() {
    return plural;
  }

  /** Whether resources live in a namespace. */
  public boolean namespaced() {
    return namespaced;
  }

  /**
   * Whether users configure the mesh by it: one of Istio's kinds, whose status says what became.
   */
  public boolean ofUsers() {
    return group.equals(Groups.NETWORKING);
  }

  /** The class in which sources deliver the kind. */
  public Class<? extends HasMetadata> type() {
    return type;
  }

  private static final class Groups {
    static final String NETWORKING = "networking.istio.io";
  }
}
