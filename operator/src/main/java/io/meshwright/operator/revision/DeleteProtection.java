package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a control plane while proxies depend on it. Asked twice: by admission, which refuses the
 * deletion, and by the finalizer, which holds it when admission was away or the first pod came
 * later.
 */
public final class DeleteProtection {

  private final Cluster cluster;

  public DeleteProtection(Cluster cluster) {
    this.cluster = cluster;
  }

  /** How many pods run with proxies of an installation, unless the user overrides; else empty. */
  public Optional<Long> objection(MeshInstallation installation) {
    return isOverridden(installation)
        ? Optional.empty()
        : pods(
            cluster.list(MeshRevision.class).stream()
                .filter(Owner.of(installation)::owns)
                .map(revision -> revision.getMetadata().getName())
                .collect(Collectors.toSet()));
  }

  /**
   * How many pods run with proxies of a revision. Empty too if the user overrides, or if the
   * revision goes with its installation, which was asked itself.
   */
  public Optional<Long> objection(MeshRevision revision) {
    boolean kept =
        revision.getMetadata().getOwnerReferences().isEmpty()
            || cluster.list(MeshInstallation.class).stream()
                .filter(installation -> Owner.of(installation).owns(revision))
                .anyMatch(
                    installation -> installation.getMetadata().getDeletionTimestamp() == null);
    return isOverridden(revision) || !kept
        ? Optional.empty()
        : pods(Set.of(revision.getMetadata().getName()));
  }

  /** How many pods that have not ended were injected by one of these revisions, if any. */
  private Optional<Long> pods(Set<String> revisions) {
    long pods =
        revisions.isEmpty()
            ? 0
            : cluster.list(Pod.class).stream()
                .filter(pod -> Usage.revisionOf(pod).filter(revisions::contains).isPresent())
                .count();
    return pods == 0 ? Optional.empty() : Optional.of(pods);
  }

  private static boolean isOverridden(HasMetadata object) {
    return "true"
        .equals(
            Objects.requireNonNullElse(
                    object.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(OperatorNames.ALLOW_DELETE_IN_USE));
  }
}
