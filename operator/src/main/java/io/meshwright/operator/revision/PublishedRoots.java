package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import java.util.Map;
import java.util.Optional;

/** The ConfigMaps in which runtimes tell workloads, and the operator, whom to trust. */
public final class PublishedRoots {

  private PublishedRoots() {}

  /** The roots of a revision in PEM, once its runtime published them in the mesh's namespace. */
  public static Optional<String> of(MeshRevisionSpec revision, Cluster cluster) {
    return cluster
        .get(ConfigMap.class, revision.namespace(), revision.trust().bundleName())
        .map(ConfigMap::getData)
        .map((Map<String, String> data) -> data.get(MeshNames.ROOT_CERT_KEY));
  }

  /** Whether a ConfigMap is for roots, of whichever mesh; Istio marks its own alike. */
  public static boolean isFor(ConfigMap map) {
    return map.getMetadata().getName().equals(MeshNames.ROOT_CONFIG_MAP)
        || "true".equals(Metadata.label(map, Labels.CONFIG));
  }

  /** Whether a runtime of ours wrote it: ours are applied under our field manager. */
  public static boolean areOurs(ConfigMap map) {
    return map.getMetadata().getManagedFields().stream()
        .anyMatch(entry -> MeshNames.ROOTS_FIELD_MANAGER.equals(entry.getManager()));
  }
}
