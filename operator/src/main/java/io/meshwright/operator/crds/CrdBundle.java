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
import java.util.List;
import java.util.Map;

/**
 * The CRDs that this operator brings, with the stamp that tells whose they are. They are read when
 * somebody asks, and best not kept: all of them are 10 MB of objects that are rarely looked at.
 */
public final class CrdBundle {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private CrdBundle() {}

  /** In the order in which they are installed. */
  public static List<String> names() {
    return CustomResourceDefinitions.NAMES;
  }

  /** One after the other, in the order in which they are installed; read in each iteration. */
  public static Iterable<CustomResourceDefinition> each() {
    return () -> names().stream().map(CrdBundle::of).iterator();
  }

  /** By name, in the order in which they are installed. */
  public static Map<String, CustomResourceDefinition> all() {
    Map<String, CustomResourceDefinition> crds = new LinkedHashMap<>();
    for (String name : names()) {
      crds.put(name, of(name));
    }
    return Collections.unmodifiableMap(crds);
  }

  /**
   * One of them.
   *
   * @param name one of {@link #names()}
   */
  public static CustomResourceDefinition of(String name) {
    return new CustomResourceDefinitionBuilder(
            SERIALIZATION.unmarshal(
                CustomResourceDefinitions.yaml(name), CustomResourceDefinition.class))
        .editMetadata()
        .addToLabels(Labels.APP_PART_OF, "meshwright")
        .addToAnnotations(OperatorNames.CRD_VERSION, MeshVersion.NEWEST)
        .endMetadata()
        .build();
  }
}
