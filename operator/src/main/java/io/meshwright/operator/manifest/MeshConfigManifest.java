package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import java.util.Map;

/** The ConfigMap that the runtime reads its mesh configuration from: Istio's keys and fields. */
final class MeshConfigManifest {

  private MeshConfigManifest() {}

  static ConfigMap of(RevisionPlan plan) {
    return new ConfigMapBuilder()
        .withMetadata(RevisionManifests.metadata(plan, plan.names().meshConfigMap()))
        .addToData(MeshNames.MESH_KEY, yaml(meshConfig(plan)))
        .addToData(MeshNames.MESH_NETWORKS_KEY, "networks: {}\n")
        .build();
  }

  private static Map<String, Object> meshConfig(RevisionPlan plan) {
    Map<String, Object> mesh = StableText.tree(plan.spec().meshConfig());
    mesh.put("rootNamespace", plan.namespace());
    mesh.put("defaultConfig", Map.of("discoveryAddress", discoveryAddress(plan)));
    return mesh;
  }

  /** Where proxies of this revision find their control plane. */
  static String discoveryAddress(RevisionPlan plan) {
    return plan.names().servingNames(plan.namespace()).getFirst() + ":" + Ports.RUNTIME_GRPC;
  }

  static String yaml(Object value) {
    return StableText.yaml(value).replaceFirst("^---\n", "");
  }
}
