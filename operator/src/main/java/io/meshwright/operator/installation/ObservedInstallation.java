package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.revision.NameClaim;
import io.meshwright.operator.tag.TagTarget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that decides about an installation, read once.
 *
 * @param desired name of the revision that the spec asks for
 * @param revisions those of this installation, by name
 * @param namespace the mesh's; null if absent
 * @param rival an older installation in the same namespace; null if there is none
 * @param activeTarget the active revision as a tag's target, if it is ready
 * @param defaultTag the MeshRevisionTag {@code default}; null if there is none
 */
record ObservedInstallation(
    MeshInstallation installation,
    String desired,
    List<MeshRevision> revisions,
    @Nullable Namespace namespace,
    @Nullable MeshInstallation rival,
    @Nullable TagTarget activeTarget,
    @Nullable MeshRevisionTag defaultTag) {

  ObservedInstallation {
    revisions = List.copyOf(revisions);
  }

  static ObservedInstallation of(MeshInstallation installation, String desired, Cluster cluster) {
    Owner owner = Owner.of(installation);
    String meshNamespace = installation.getSpec().namespace();
    List<MeshRevision> revisions =
        cluster.list(MeshRevision.class).stream()
            .filter(owner::owns)
            .sorted(Comparator.comparing(revision -> revision.getMetadata().getName()))
            .toList();
    return new ObservedInstallation(
        installation,
        desired,
        revisions,
        cluster.get(Namespace.class, null, meshNamespace).orElse(null),
        rival(installation, cluster),
        active(installation, desired, revisions)
            .flatMap(revision -> TagTarget.of(revision, cluster))
            .orElse(null),
        cluster.get(MeshRevisionTag.class, null, MeshNames.DEFAULT_TAG).orElse(null));
  }

  Optional<MeshRevision> desiredRevision() {
    return named(desired, revisions);
  }

  /**
   * The revision that injection follows: the desired one once it is ready and preflight passed,
   * else as before.
   */
  Optional<MeshRevision> activeRevision() {
    return active(installation, desired, revisions);
  }

  boolean desiredIsReady() {
    return desiredRevision().filter(ObservedInstallation::isReady).isPresent();
  }

  static boolean isReady(MeshRevision revision) {
    return revision.getStatus() != null
        && Conditions.isTrue(
            revision.getStatus().conditions(),
            ConditionType.READY,
            revision.getMetadata().getGeneration());
  }

  static boolean passedPreflight(MeshRevision revision) {
    return revision.getStatus() != null
        && Conditions.isTrue(
            revision.getStatus().conditions(),
            ConditionType.PREFLIGHT_PASSED,
            revision.getMetadata().getGeneration());
  }

  static boolean isInUse(MeshRevision revision) {
    return revision.getStatus() != null
        && Conditions.isTrue(
            revision.getStatus().conditions(),
            ConditionType.IN_USE,
            revision.getMetadata().getGeneration());
  }

  private static Optional<MeshRevision> active(
      MeshInstallation installation, String desired, List<MeshRevision> revisions) {
    Optional<MeshRevision> ready =
        named(desired, revisions)
            .filter(revision -> isReady(revision) && passedPreflight(revision));
    if (ready.isPresent() || installation.getStatus() == null) {
      return ready;
    }
    String before = installation.getStatus().activeRevision();
    return before == null ? Optional.empty() : named(before, revisions);
  }

  private static Optional<MeshRevision> named(String name, List<MeshRevision> revisions) {
    return revisions.stream()
        .filter(revision -> revision.getMetadata().getName().equals(name))
        .findFirst();
  }

  private static @Nullable MeshInstallation rival(MeshInstallation installation, Cluster cluster) {
    return cluster.list(MeshInstallation.class).stream()
        .filter(
            other ->
                !other.getMetadata().getUid().equals(installation.getMetadata().getUid())
                    && other.getSpec().namespace().equals(installation.getSpec().namespace())
                    && NameClaim.of(other).isBefore(NameClaim.of(installation)))
        .findFirst()
        .orElse(null);
  }
}
