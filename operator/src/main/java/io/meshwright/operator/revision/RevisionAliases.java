package io.meshwright.operator.revision;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import java.util.Optional;

/** Which revision a name on a namespace or pod stands for. */
public final class RevisionAliases {

  private final Cluster cluster;

  public RevisionAliases(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The name of the revision: that of a tag's, the revision of that name itself, or the active one
   * of the installation {@code default}, which implies a tag of its name.
   */
  public Optional<String> revisionOf(String name) {
    return cluster
        .get(MeshRevisionTag.class, null, name)
        .map(MeshRevisionTag::getStatus)
        .flatMap(status -> Optional.ofNullable(status.revision()))
        .or(
            () ->
                cluster
                    .get(MeshRevision.class, null, name)
                    .map(revision -> revision.getMetadata().getName()))
        .or(() -> implied(name));
  }

  private Optional<String> implied(String name) {
    boolean tagged = cluster.get(MeshRevisionTag.class, null, name).isPresent();
    return tagged || !name.equals(MeshNames.DEFAULT_TAG)
        ? Optional.empty()
        : cluster
            .get(MeshInstallation.class, null, MeshNames.DEFAULT_TAG)
            .map(MeshInstallation::getStatus)
            .flatMap(status -> Optional.ofNullable(status.activeRevision()));
  }
}
