package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.xds.SpiffeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses pods, and the locality of nodes (istio-features M3, M7). */
final class WorkloadParser {

  private static final Pattern REPLICA_SET = Pattern.compile("(.+)-[a-z0-9]{5,10}");

  private WorkloadParser() {}

  static Locality locality(@Nullable Node node) {
    if (node == null) {
      return Locality.UNKNOWN;
    }
    Map<String, String> labels = labels(node.getMetadata().getLabels());
    return new Locality(
        labels.getOrDefault(Labels.REGION, ""),
        labels.getOrDefault(Labels.ZONE, ""),
        labels.getOrDefault(Labels.TOPOLOGY_SUBZONE, ""));
  }

  /** The pod's own label wins over its node; dots stand for slashes. */
  static Locality locality(Pod pod, @Nullable Node node) {
    String own = labels(pod.getMetadata().getLabels()).get(Labels.TOPOLOGY_LOCALITY);
    if (own == null || own.isEmpty()) {
      return locality(node);
    }
    String[] parts = own.split("[./]", 3);
    return new Locality(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  static Workload workload(ResourceRef ref, Pod pod, @Nullable Node node, MeshSettings settings) {
    Map<String, String> labels = labels(pod.getMetadata().getLabels());
    String account = pod.getSpec() == null ? null : pod.getSpec().getServiceAccountName();
    return new Workload(
        name(pod, labels),
        ref.namespace(),
        Optional.of(
            new SpiffeId(
                settings.trustDomain(),
                ref.namespace(),
                account == null || account.isEmpty() ? "default" : account)),
        labels,
        settings.cluster(),
        labels.getOrDefault(Labels.TOPOLOGY_NETWORK, settings.network()),
        locality(pod, node),
        Labels.TLS_MODE_ISTIO.equals(labels.get(Labels.TLS_MODE)));
  }

  /** The pod's addresses, IPv4 first; none before it has one. */
  static List<IpAddress> addresses(Pod pod) {
    if (pod.getStatus() == null) {
      return List.of();
    }
    Set<IpAddress> addresses = new TreeSet<>();
    for (PodIP ip : Objects.requireNonNullElse(pod.getStatus().getPodIPs(), List.<PodIP>of())) {
      IpAddress.parse(Objects.requireNonNullElse(ip.getIp(), "")).ifPresent(addresses::add);
    }
    if (addresses.isEmpty() && pod.getStatus().getPodIP() != null) {
      IpAddress.parse(pod.getStatus().getPodIP()).ifPresent(addresses::add);
    }
    return List.copyOf(addresses);
  }

  /** Whether the pod's sidecar is about to be replaced, or is being so. */
  static boolean losesItsSidecar(@Nullable Pod pod) {
    return pod != null
        && pod.getMetadata().getAnnotations() != null
        && pod.getMetadata().getAnnotations().containsKey(OperatorNames.SIDECAR_UPGRADE);
  }

  /** What is not known to be unready is ready, unless it ends. */
  static Endpoint.Health health(Pod pod) {
    boolean unready =
        pod.getMetadata().getDeletionTimestamp() != null
            || Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of())
                .stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && !"True".equals(c.getStatus()));
    if (unready) {
      return Endpoint.Health.NOT_READY;
    }
    return losesItsSidecar(pod) ? Endpoint.Health.DRAINING : Endpoint.Health.HEALTHY;
  }

  /** The labels that have a value; files may leave it out. */
  static Map<String, String> labels(@Nullable Map<String, String> labels) {
    if (labels == null) {
      return Map.of();
    }
    if (!labels.containsValue(null)) {
      return labels;
    }
    Map<String, String> valued = new HashMap<>(labels);
    valued.values().removeIf(Objects::isNull);
    return valued;
  }

  /** The Deployment rather than its ReplicaSet, the owner rather than the pod. */
  private static String name(Pod pod, Map<String, String> labels) {
    String labelled = labels.get(Labels.WORKLOAD_NAME);
    if (labelled != null && !labelled.isEmpty()) {
      return labelled;
    }
    List<OwnerReference> owners =
        Objects.requireNonNullElse(pod.getMetadata().getOwnerReferences(), List.of());
    for (OwnerReference owner : owners) {
      if (Boolean.TRUE.equals(owner.getController()) && owner.getName() != null) {
        Matcher replicaSet = REPLICA_SET.matcher(owner.getName());
        boolean ofDeployment = "ReplicaSet".equals(owner.getKind()) && replicaSet.matches();
        return ofDeployment ? replicaSet.group(1) : owner.getName();
      }
    }
    return pod.getMetadata().getName();
  }
}
