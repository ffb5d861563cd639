package io.meshwright.runtime.testing;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.TrustDomain;
import java.util.ArrayList;
import java.util.List;

/** Resources of a mesh as an API server delivers them, written as YAML. */
public final class MeshYaml {

  /** A mesh without configuration. */
  public static final MeshSettings SETTINGS =
      new MeshSettings(
          "default",
          "Kubernetes",
          "",
          TrustDomain.DEFAULT,
          "istio-system",
          "cluster.local",
          MeshSettings.MeshConfig.DEFAULT);

  private MeshYaml() {}

  /** The documents of a text, in its order. */
  public static List<ResourceChange> upserted(String documents) {
    List<ResourceChange> changes = new ArrayList<>();
    for (String document : documents.split("(?m)^---$", -1)) {
      changes.add(upsertedOne(document));
    }
    return changes;
  }

  /** The resource is gone. */
  public static List<ResourceChange> deleted(ResourceKind kind, String namespace, String name) {
    return List.of(new ResourceChange.Deleted(new ResourceRef(kind, namespace, name)));
  }

  private static ResourceChange upsertedOne(String document) {
    GenericKubernetesResource generic =
        Serialization.unmarshal(document, GenericKubernetesResource.class);
    ResourceKind kind =
        ResourceKind.of(generic.getApiVersion(), generic.getKind())
            .orElseThrow(() -> new IllegalArgumentException(document));
    HasMetadata resource = Serialization.unmarshal(document, kind.type());
    return ResourceChange.Upserted.of(kind, resource);
  }
}
