package io.meshwright.operator.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.revision.PodReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pods with a proxy that are alike: there are about as many of these as workloads.
 *
 * @param workload what keeps them running
 * @param image of the proxy; empty if the pod chose it itself
 * @param betweenSidecars whether the mesh sends them nothing new, as their sidecars are replaced
 * @param ofMeshGateway whether a gateway of an installation has them, which follows by itself
 */
public record ProxyPods(
    WorkloadKey workload,
    PodReference reference,
    Optional<String> image,
    boolean betweenSidecars,
    boolean ofMeshGateway) {

  /** Set by a Deployment on its ReplicaSets and their pods. */
  private static final String TEMPLATE_HASH = "pod-template-hash";

  /** The same of an Argo Rollout. */
  private static final String ROLLOUT_HASH = "rollouts-pod-template-hash";

  /** What a pod is counted as; empty if it has no proxy, or has ended. */
  public static Optional<ProxyPods> of(Pod pod) {
    return PodReference.of(pod)
        .filter(reference -> reference.injected().isPresent())
        .map(
            reference ->
                new ProxyPods(
                    workload(pod),
                    reference,
                    image(pod),
                    Metadata.annotations(pod).containsKey(OperatorNames.SIDECAR_UPGRADE),
                    Metadata.label(pod, OperatorNames.OWNER_NAME) != null));
  }

  /**
   * What keeps a pod running. The names of Deployments and Rollouts are in those of their
   * ReplicaSets.
   */
  public static WorkloadKey workload(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    OwnerReference owner =
        Objects.requireNonNullElse(
                pod.getMetadata().getOwnerReferences(), List.<OwnerReference>of())
            .stream()
            .filter(reference -> Boolean.TRUE.equals(reference.getController()))
            .findFirst()
            .orElse(null);
    if (owner == null) {
      return new WorkloadKey("Pod", namespace, pod.getMetadata().getName());
    }
    if (owner.getKind().equals("ReplicaSet")) {
      Optional<String> deployment = without(owner.getName(), Metadata.label(pod, TEMPLATE_HASH));
      if (deployment.isPresent()) {
        return new WorkloadKey(WorkloadKey.DEPLOYMENT, namespace, deployment.get());
      }
      Optional<String> rollout = without(owner.getName(), Metadata.label(pod, ROLLOUT_HASH));
      if (rollout.isPresent()) {
        return new WorkloadKey(WorkloadKey.ROLLOUT, namespace, rollout.get());
      }
    }
    return new WorkloadKey(owner.getKind(), namespace, owner.getName());
  }

  private static Optional<String> without(String name, @Nullable String hash) {
    String ending = "-" + hash;
    return hash != null && name.endsWith(ending)
        ? Optional.of(name.substring(0, name.length() - ending.length()))
        : Optional.empty();
  }

  private static Optional<String> image(Pod pod) {
    if (pod.getSpec() == null || Metadata.annotations(pod).containsKey(Annotations.PROXY_IMAGE)) {
      return Optional.empty();
    }
    return Stream.of(pod.getSpec().getInitContainers(), pod.getSpec().getContainers())
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .filter(container -> ProxyPod.CONTAINER.equals(container.getName()))
        .map(Container::getImage)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
