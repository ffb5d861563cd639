package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.gateway.GatewayObserver;
import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.revision.PublishedRoots;
import io.meshwright.operator.revision.References;
import io.meshwright.operator.revision.RevisionAliases;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which custom resources a change of another object concerns, by name. */
final class Concerned {

  private final Cluster cluster;
  private final RevisionAliases aliases;

  Concerned(Cluster cluster) {
    this.cluster = cluster;
    this.aliases = new RevisionAliases(cluster);
  }

  /** The owner of an applied object, if it is of {@code kind}. */
  static Set<String> owner(String kind, HasMetadata object) {
    Map<String, String> labels = Metadata.labels(object);
    String name = labels.get(OperatorNames.OWNER_NAME);
    return name != null && kind.equals(labels.get(OperatorNames.OWNER_KIND))
        ? Set.of(name)
        : Set.of();
  }

  Set<String> revisionsOf(Namespace namespace) {
    Set<String> names = revisionsIn(namespace.getMetadata().getName());
    References.of(namespace).flatMap(aliases::revisionOf).ifPresent(names::add);
    return names;
  }

  /** Nothing for a pod that opted out, has ended, or refers to no revision there is (LC-E4). */
  Set<String> revisionsOf(Pod pod) {
    Optional<PodReference> reference = PodReference.of(pod);
    Set<String> names = new HashSet<>();
    reference.flatMap(PodReference::injected).ifPresent(names::add);
    reference.flatMap(PodReference::asked).flatMap(aliases::revisionOf).ifPresent(names::add);
    return names;
  }

  Set<String> revisionsOf(ConfigMap roots) {
    return PublishedRoots.isFor(roots)
        ? revisionsIn(roots.getMetadata().getNamespace())
        : owner("MeshRevision", roots);
  }

  Set<String> revisionsOf(MeshRevisionTag tag) {
    Set<String> names = new HashSet<>();
    names.add(tag.getSpec().targetRef().name());
    names.add(tag.getMetadata().getName());
    if (tag.getStatus() != null && tag.getStatus().revision() != null) {
      names.add(tag.getStatus().revision());
    }
    return names;
  }

  Set<String> revisionsOf(MeshInstallation installation) {
    return revisionsIn(installation.getSpec().namespace());
  }

  /** The installation that a revision belongs to, by the revision's name. */
  Set<String> installationsOf(String revision) {
    return cluster
        .get(MeshRevision.class, null, revision)
        .map(found -> owner(MeshInstallation.KIND, found))
        .orElse(Set.of());
  }

  Set<String> installationsIn(String namespace) {
    return installations(installation -> installation.getSpec().namespace().equals(namespace));
  }

  /** Those whose control plane or gateways are in a namespace. */
  Set<String> installationsOf(Namespace namespace) {
    String name = namespace.getMetadata().getName();
    return installations(
        installation ->
            installation.getSpec().namespace().equals(name)
                || installation.getSpec().gateways().stream()
                    .anyMatch(
                        gateway ->
                            GatewayObserver.namespaceOf(gateway, installation).equals(name)));
  }

  /** The owner of a revision, and those whose gateways follow it by name. */
  Set<String> installationsOf(MeshRevision revision) {
    Set<String> names = gatewaysFollowing(revision.getMetadata().getName());
    names.addAll(owner(MeshInstallation.KIND, revision));
    return names;
  }

  Set<String> installationsOf(MeshRevisionTag tag) {
    String name = tag.getMetadata().getName();
    Set<String> names = gatewaysFollowing(name);
    if (name.equals(MeshNames.DEFAULT_TAG)) {
      names.add(name);
    }
    return names;
  }

  /** Installations with a gateway that follows a revision or tag by its name. */
  private Set<String> gatewaysFollowing(String name) {
    return installations(
        installation ->
            installation.getSpec().gateways().stream()
                .anyMatch(gateway -> name.equals(gateway.revision())));
  }

  /** Those that restart workloads; the others count them from time to time. */
  Set<String> installationsMovingWorkloads() {
    return installations(
        installation -> installation.getSpec().dataPlane().mode() == DataPlane.Mode.Automatic);
  }

  private Set<String> installations(Predicate<MeshInstallation> concerned) {
    return cluster.list(MeshInstallation.class).stream()
        .filter(concerned)
        .map(installation -> installation.getMetadata().getName())
        .collect(Collectors.toCollection(HashSet::new));
  }

  Set<String> installationsOf(ConfigMap map) {
    return PublishedRoots.isFor(map) ? installationsIn(map.getMetadata().getNamespace()) : Set.of();
  }

  Set<String> tags() {
    return cluster.list(MeshRevisionTag.class).stream()
        .map(tag -> tag.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  Set<String> tagsOf(Namespace namespace) {
    return References.of(namespace).map(Set::of).orElse(Set.of());
  }

  Set<String> tagsOf(Pod pod) {
    return PodReference.of(pod).flatMap(PodReference::asked).map(Set::of).orElse(Set.of());
  }

  private Set<String> revisionsIn(String meshNamespace) {
    return cluster.list(MeshRevision.class).stream()
        .filter(revision -> revision.getSpec().namespace().equals(meshNamespace))
        .map(revision -> revision.getMetadata().getName())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
