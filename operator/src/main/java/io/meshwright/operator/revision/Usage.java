package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.Labels;
import io.meshwright.operator.apply.Cluster;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What refers to a revision (lifecycle, section 1.3): namespaces and running pods by name, tags by
 * their status. That its installation follows it is no use.
 */
public record Usage(long namespaces, long pods, long tags) {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** What refers to a revision now. */
  public static Usage of(String revision, Cluster cluster) {
    return new Usage(
        cluster.list(Namespace.class).stream()
            .filter(namespace -> revisionOf(namespace).filter(revision::equals).isPresent())
            .count(),
        cluster.list(Pod.class).stream()
            .filter(pod -> revisionOf(pod).filter(revision::equals).isPresent())
            .count(),
        cluster.list(MeshRevisionTag.class).stream()
            .filter(tag -> tag.getStatus() != null && revision.equals(tag.getStatus().revision()))
            .count());
  }

  /** The revision or tag that a namespace names; the injection label beats the revision label. */
  public static Optional<String> revisionOf(Namespace namespace) {
    Map<String, String> labels = labels(namespace);
    return labels.containsKey(Labels.INJECTION)
        ? Optional.empty()
        : Optional.ofNullable(labels.get(Labels.REVISION));
  }

  /** The revision that injected a pod which has not ended. */
  public static Optional<String> revisionOf(Pod pod) {
    boolean ended = pod.getStatus() != null && ENDED.contains(pod.getStatus().getPhase());
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return ended || annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(Labels.REVISION));
  }

  boolean none() {
    return namespaces + pods + tags == 0;
  }

  String message() {
    return none()
        ? "nothing refers to the revision"
        : namespaces + " namespaces, " + pods + " pods, " + tags + " tags";
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }
}
