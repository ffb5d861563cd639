package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshConfig;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import java.util.LinkedHashMap;
import java.util.List;
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
    MeshConfig config = plan.spec().meshConfig();
    Map<String, Object> mesh = new LinkedHashMap<>();
    mesh.put("rootNamespace", plan.namespace());
    mesh.put("trustDomain", config.trustDomain());
    mesh.put("enableAutoMtls", config.enableAutoMtls());
    mesh.put("enablePrometheusMerge", config.enablePrometheusMerge());
    mesh.put("outboundTrafficPolicy", Map.of("mode", config.outboundTrafficPolicy().mode().name()));
    if (config.connectTimeout() != null) {
      mesh.put("connectTimeout", config.connectTimeout());
    }
    if (config.protocolDetectionTimeout() != null) {
      mesh.put("protocolDetectionTimeout", config.protocolDetectionTimeout());
    }
    put(mesh, "defaultServiceExportTo", config.defaultServiceExportTo());
    put(mesh, "defaultVirtualServiceExportTo", config.defaultVirtualServiceExportTo());
    put(mesh, "defaultDestinationRuleExportTo", config.defaultDestinationRuleExportTo());
    put(mesh, "discoverySelectors", config.discoverySelectors());
    mesh.put("defaultConfig", Map.of("discoveryAddress", discoveryAddress(plan)));
    return mesh;
  }

  private static void put(Map<String, Object> mesh, String field, List<?> items) {
    if (!items.isEmpty()) {
      mesh.put(field, items);
    }
  }

  /** Where proxies of this revision find their control plane. */
  static String discoveryAddress(RevisionPlan plan) {
    return plan.names().servingNames(plan.namespace()).getFirst() + ":" + Ports.RUNTIME_GRPC;
  }

  static String yaml(Object value) {
    return StableText.yaml(value).replaceFirst("^---\n", "");
  }
}
