package io.meshwright.operator.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The CRDs that this operator brings, with the stamp that tells whose they are. */
public final class CrdBundle {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final Map<String, CustomResourceDefinition> CRDS = read();

  private CrdBundle() {}

  /** By name, in the order in which they are installed; callers do not change them. */
  public static Map<String, CustomResourceDefinition> all() {
    return CRDS;
  }

  private static Map<String, CustomResourceDefinition> read() {
    Map<String, CustomResourceDefinition> crds = new LinkedHashMap<>();
    for (String name : CustomResourceDefinitions.NAMES) {
      crds.put(
          name,
          new CustomResourceDefinitionBuilder(
                  SERIALIZATION.unmarshal(
                      CustomResourceDefinitions.yaml(name), CustomResourceDefinition.class))
              .editMetadata()
              .addToLabels(Labels.APP_PART_OF, "meshwright")
              .addToAnnotations(OperatorNames.CRD_VERSION, MeshVersion.NEWEST)
              .endMetadata()
              .build());
    }
    return Collections.unmodifiableMap(crds);
  }
}
