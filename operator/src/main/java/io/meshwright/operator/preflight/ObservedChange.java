package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.NamespaceProxies;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.NameClaim;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.preflight.PreflightFacts.Change;
import io.meshwright.operator.preflight.PreflightFacts.Neighbour;
import io.meshwright.operator.preflight.PreflightFacts.Roots;
import io.meshwright.operator.preflight.PreflightFacts.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a revision stands among its siblings, read from the watches. */
final class ObservedChange {

  private final MeshRevision revision;
  private final @Nullable MeshInstallation installation;
  private final Cluster cluster;
  private final SharedRoots roots;

  ObservedChange(MeshRevision revision, Cluster cluster) {
    this.revision = revision;
    this.cluster = cluster;
    this.roots = new SharedRoots(cluster);
    this.installation = Owner.find(MeshInstallation.class, revision, cluster).orElse(null);
  }

  Subject subject() {
    return new Subject(
        name(),
        revision.getSpec().namespace(),
        revision.getSpec().version(),
        claimsDefaultTag(),
        new Roots(
            revision.getSpec().trust().bundleName(),
            namespace -> roots.reach(namespace, revision.getSpec())));
  }

  /** The first older mesh found that writes its roots where this one would. */
  @Nullable Neighbour neighbour() {
    return roots.namedAs(revision.getSpec()).flatMap(this::older).findFirst().orElse(null);
  }

  private Stream<Neighbour> older(MeshRevision other) {
    HasMetadata own = installation == null ? revision : installation;
    HasMetadata mesh =
        Owner.find(MeshInstallation.class, other, cluster)
            .map(HasMetadata.class::cast)
            .orElse(other);
    return NameClaim.of(mesh).isBefore(NameClaim.of(own))
        ? roots.namespaceOf(revision.getSpec(), other.getSpec()).stream()
            .map(
                shared ->
                    new Neighbour(mesh.getKind() + " " + mesh.getMetadata().getName(), shared))
        : Stream.empty();
  }

  /** The change that following the revision would be. */
  Change change(@Nullable Deployment running) {
    if (installation == null) {
      return Change.firstInstallation();
    }
    return new Change(
        previousVersion(running),
        Metadata.isSet(installation, OperatorNames.ALLOW_VERSION_CHANGE),
        used(Owner.of(installation)),
        outdatedProxies(installation));
  }

  private boolean claimsDefaultTag() {
    Optional<MeshRevisionTag> tag = cluster.get(MeshRevisionTag.class, null, MeshNames.DEFAULT_TAG);
    String owner = installation == null ? "" : installation.getMetadata().getName();
    return tag.map(MeshRevisionTag::getSpec)
        .map(
            spec ->
                switch (spec.targetRef().kind()) {
                  case MeshInstallation -> spec.targetRef().name().equals(owner);
                  case MeshRevision -> spec.targetRef().name().equals(name());
                })
        .orElse(owner.equals(MeshNames.DEFAULT_TAG));
  }

  /**
   * What serves in place of this revision: itself with its running version, or the active revision.
   * A revision that was left behind is not judged again.
   */
  private @Nullable String previousVersion(@Nullable Deployment running) {
    MeshInstallationStatus status = installation == null ? null : installation.getStatus();
    if (status == null
        || status.activeRevision() == null
        || status.activeRevision().equals(name())) {
      return running == null ? null : runningVersion(running);
    }
    String desired = status.desiredRevision();
    return cluster
        .get(MeshRevision.class, null, status.activeRevision())
        .filter(found -> name().equals(desired) || isYounger(revision, found))
        .map(found -> found.getSpec().version())
        .orElse(null);
  }

  /** Proxies that the last change in place left behind; other changes leave none behind. */
  private Map<String, Long> outdatedProxies(MeshInstallation owner) {
    MeshInstallationStatus status = owner.getStatus();
    Map<String, Long> outdated = new HashMap<>();
    if (status != null && status.proxies() != null && name().equals(status.activeRevision())) {
      for (NamespaceProxies proxies : status.proxies().namespaces()) {
        if (proxies.revision().equals(name()) && proxies.outdated() > 0) {
          outdated.put(proxies.namespace(), proxies.outdated());
        }
      }
    }
    return outdated;
  }

  private Map<String, String> used(Owner owner) {
    Map<String, String> used = new HashMap<>();
    for (MeshRevision sibling : cluster.list(MeshRevision.class)) {
      boolean other = !sibling.getMetadata().getUid().equals(revision.getMetadata().getUid());
      if (other
          && owner.owns(sibling)
          && sibling.getStatus() != null
          && Conditions.isTrue(
              sibling.getStatus().conditions(),
              ConditionType.IN_USE,
              sibling.getMetadata().getGeneration())) {
        used.put(sibling.getMetadata().getName(), sibling.getSpec().version());
      }
    }
    return used;
  }

  static @Nullable String runningVersion(Deployment deployment) {
    return Metadata.label(deployment, Labels.APP_VERSION);
  }

  private static boolean isYounger(HasMetadata one, HasMetadata other) {
    return one.getMetadata()
            .getCreationTimestamp()
            .compareTo(other.getMetadata().getCreationTimestamp())
        > 0;
  }

  private String name() {
    return revision.getMetadata().getName();
  }
}
