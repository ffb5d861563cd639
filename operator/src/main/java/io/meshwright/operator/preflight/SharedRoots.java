package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds meshes whose runtimes write the same ConfigMaps of roots. Reads the watches only. */
public final class SharedRoots {

  private final Cluster cluster;

  public SharedRoots(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Revisions of other meshes that call their roots alike, wherever they write them. Two meshes
   * never share a namespace, so that tells them apart.
   */
  public Stream<MeshRevision> namedAs(MeshRevisionSpec revision) {
    return cluster.list(MeshRevision.class).stream()
        .filter(other -> !other.getSpec().namespace().equals(revision.namespace()))
        .filter(other -> other.getSpec().trust().equals(revision.trust()));
  }

  /** A namespace that gets roots from both: always the same one, if there are several. */
  public Optional<String> namespaceOf(MeshRevisionSpec one, MeshRevisionSpec other) {
    return cluster.list(Namespace.class).stream()
        .filter(namespace -> reach(namespace, one) && reach(namespace, other))
        .map(namespace -> namespace.getMetadata().getName())
        .min(Comparator.naturalOrder());
  }

  /** Whether the roots of a revision are written into a namespace. */
  boolean reach(String namespace, MeshRevisionSpec of) {
    return cluster.get(Namespace.class, null, namespace).filter(n -> reach(n, of)).isPresent();
  }

  private static boolean reach(Namespace namespace, MeshRevisionSpec of) {
    return namespace.getMetadata().getName().equals(of.namespace())
        || of.meshConfig().discovers(Metadata.labels(namespace));
  }
}
