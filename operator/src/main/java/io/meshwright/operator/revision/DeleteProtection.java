package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.Owner;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

  /**
   * How many pods run with proxies of an installation, unless the user overrides; else empty. The
   * pods of its own gateways go with it, and object to nothing.
   */
  public Optional<Long> objection(MeshInstallation installation) {
    return isOverridden(installation)
        ? Optional.empty()
        : pods(
            cluster.list(MeshRevision.class).stream()
                .filter(Owner.of(installation)::owns)
                .map(revision -> revision.getMetadata().getName())
                .collect(Collectors.toSet()),
            pod -> !isGatewayOf(installation, pod));
  }

  /**
   * How many pods run with proxies of a revision. Empty too if the user overrides for it or for the
   * installation that it goes with, or if that one is gone: it was asked itself.
   */
  public Optional<Long> objection(MeshRevision revision) {
    Optional<MeshInstallation> owner = Owner.find(MeshInstallation.class, revision, cluster);
    boolean orphan = owner.isEmpty() && !revision.getMetadata().getOwnerReferences().isEmpty();
    Optional<MeshInstallation> going =
        owner.filter(found -> found.getMetadata().getDeletionTimestamp() != null);
    boolean allowed = going.filter(DeleteProtection::isOverridden).isPresent();
    return orphan || allowed || isOverridden(revision)
        ? Optional.empty()
        : pods(
            Set.of(revision.getMetadata().getName()),
            pod -> going.filter(installation -> isGatewayOf(installation, pod)).isEmpty());
  }

  /** What a status says about an objection. */
  public static String words(long pods) {
    return "deletion waits for "
        + pods
        + " pods, or for the annotation "
        + OperatorNames.ALLOW_DELETE_IN_USE;
  }

  /** How many pods that have not ended were injected by one of these revisions, if any. */
  private Optional<Long> pods(Set<String> revisions, Predicate<Pod> counts) {
    long pods =
        revisions.isEmpty()
            ? 0
            : cluster.list(Pod.class).stream()
                .filter(
                    pod ->
                        PodReference.of(pod)
                            .flatMap(PodReference::injected)
                            .filter(revisions::contains)
                            .isPresent())
                .filter(counts)
                .count();
    return pods == 0 ? Optional.empty() : Optional.of(pods);
  }

  private static boolean isGatewayOf(MeshInstallation installation, Pod pod) {
    return MeshInstallation.KIND.equals(Metadata.label(pod, OperatorNames.OWNER_KIND))
        && installation
            .getMetadata()
            .getName()
            .equals(Metadata.label(pod, OperatorNames.OWNER_NAME));
  }

  private static boolean isOverridden(HasMetadata object) {
    return Metadata.isSet(object, OperatorNames.ALLOW_DELETE_IN_USE);
  }
}
