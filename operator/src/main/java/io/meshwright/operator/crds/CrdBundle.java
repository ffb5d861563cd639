package io.meshwright.operator.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The CRDs that this operator brings, with the stamp that tells whose they are. They are 10 MB of
 * objects that are rarely looked at, so they are kept only until the memory is wanted, and then
 * read again.
 */
public final class CrdBundle {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static volatile SoftReference<Map<String, CustomResourceDefinition>> kept =
      new SoftReference<>(null);

  private CrdBundle() {}

  /** In the order in which they are installed. */
  public static List<String> names() {
    return CustomResourceDefinitions.NAMES;
  }

  /** By name, in the order in which they are installed; callers do not change them. */
  public static Map<String, CustomResourceDefinition> all() {
    Map<String, CustomResourceDefinition> crds = kept.get();
    if (crds == null) {
      crds = read();
      kept = new SoftReference<>(crds);
    }
    return crds;
  }

  private static Map<String, CustomResourceDefinition> read() {
    Map<String, CustomResourceDefinition> crds = new LinkedHashMap<>();
    for (String name : names()) {
      crds.put(name, of(name));
    }
    return Collections.unmodifiableMap(crds);
  }

  /**
   * One of them, which is read.
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
