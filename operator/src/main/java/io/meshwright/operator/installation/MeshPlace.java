package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.NameClaim;
import io.meshwright.operator.revision.PublishedRoots;
import org.jspecify.annotations.Nullable;

/**
 * Where a mesh lives, and who else does.
 *
 * @param namespace the mesh's; null if absent
 * @param rootsPublished whether a runtime has published the roots there
 * @param rival an older installation in the same namespace; null if there is none
 */
record MeshPlace(
    @Nullable Namespace namespace, boolean rootsPublished, @Nullable MeshInstallation rival) {

  static MeshPlace of(MeshInstallation installation, Intent intent, Cluster cluster) {
    String meshNamespace = installation.getSpec().namespace();
    return new MeshPlace(
        cluster.get(Namespace.class, null, meshNamespace).orElse(null),
        intent.asked().flatMap(asked -> PublishedRoots.of(asked.spec(), cluster)).isPresent(),
        rival(installation, cluster));
  }

  boolean isTerminating() {
    return namespace != null && namespace.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether nothing can be made here now. */
  boolean forbids() {
    return rival != null || isTerminating();
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
