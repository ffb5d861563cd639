package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.revision.PublishedRoots;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the runtimes of a mesh wrote themselves, and nobody else removes: the CA's Secret, the
 * Leases that they share, and the roots in each namespace. Removed only after the last runtime is
 * gone, which would write them again.
 */
final class RuntimeLeftovers {

  private RuntimeLeftovers() {}

  static void removeFrom(String meshNamespace, Cluster cluster) {
    cluster.deleteUnwatched(Secret.class, meshNamespace, MeshNames.CA_SECRET);
    cluster.deleteUnwatched(Lease.class, meshNamespace, MeshNames.STATUS_LEASE);
    ours(cluster)
        .filter(map -> map.getMetadata().getNamespace().equals(meshNamespace))
        .map(map -> MeshNames.rootsLease(map.getMetadata().getName()))
        .forEach(lease -> cluster.deleteUnwatched(Lease.class, meshNamespace, lease));
  }

  /**
   * Removes the roots of a mesh that has no revision any more: those that no other mesh still
   * writes. Says whether they are gone.
   */
  static boolean removeRoots(Cluster cluster) {
    Set<String> inUse =
        cluster.list(MeshRevision.class).stream()
            .map(revision -> revision.getSpec().trust().bundleName())
            .collect(Collectors.toSet());
    List<ConfigMap> roots =
        ours(cluster).filter(map -> !inUse.contains(map.getMetadata().getName())).toList();
    roots.stream()
        .filter(map -> map.getMetadata().getDeletionTimestamp() == null)
        .forEach(cluster::delete);
    return roots.isEmpty();
  }

  /** A real Istio uses the same names. */
  private static Stream<ConfigMap> ours(Cluster cluster) {
    return cluster.list(ConfigMap.class).stream()
        .filter(PublishedRoots::isFor)
        .filter(PublishedRoots::areOurs);
  }
}
