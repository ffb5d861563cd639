package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import java.util.List;

/**
 * What the runtimes of a mesh wrote themselves, and nobody else removes: the CA's Secret, their
 * Lease, and the roots in each namespace. Removed only after the last runtime is gone, which would
 * write them again.
 */
final class RuntimeLeftovers {

  private RuntimeLeftovers() {}

  static void removeFrom(String meshNamespace, Cluster cluster) {
    cluster.deleteUnwatched(Secret.class, meshNamespace, MeshNames.CA_SECRET);
    cluster.deleteUnwatched(Lease.class, meshNamespace, MeshNames.ROOTS_LEASE);
  }

  /** Removes the roots unless another mesh is there; says whether they are gone. */
  static boolean removeRoots(MeshInstallation last, Cluster cluster) {
    boolean others =
        cluster.list(MeshInstallation.class).stream()
            .anyMatch(other -> !other.getMetadata().getUid().equals(last.getMetadata().getUid()));
    if (others) {
      return true;
    }
    List<ConfigMap> roots =
        cluster.list(ConfigMap.class).stream()
            .filter(map -> map.getMetadata().getName().equals(MeshNames.ROOT_CONFIG_MAP))
            .filter(RuntimeLeftovers::isOurs)
            .toList();
    roots.stream()
        .filter(map -> map.getMetadata().getDeletionTimestamp() == null)
        .forEach(cluster::delete);
    return roots.isEmpty();
  }

  /** A real Istio uses the same name; ours were applied under our field manager. */
  private static boolean isOurs(ConfigMap map) {
    return map.getMetadata().getManagedFields().stream()
        .anyMatch(entry -> MeshNames.ROOTS_FIELD_MANAGER.equals(entry.getManager()));
  }
}
