package io.meshwright.operator.manifest;

import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.config.MeshImages;
import java.util.Map;

/**
 * All that the objects of a revision are made from.
 *
 * @param images with the spec's registry
 * @param operatorNamespace where the operator runs, whose ServiceAccount may call the runtime's
 *     operator API
 */
public record RevisionPlan(
    RevisionNames names,
    MeshRevisionSpec spec,
    MeshImages images,
    Scaling scaling,
    String operatorNamespace) {

  static final String RUNTIME_APP = "istiod";

  /** How this version's objects are rendered. */
  ManifestForm form() {
    return ManifestForm.of(spec);
  }

  String namespace() {
    return spec.namespace();
  }

  /** What the Deployment and the Services select; never changes for a revision. */
  Map<String, String> selector() {
    return selector(names.revision());
  }

  static Map<String, String> selector(String revision) {
    return Map.of(Labels.APP, RUNTIME_APP, Labels.REVISION, revision);
  }

  /** Labels of each object of the revision. */
  Map<String, String> labels() {
    return Map.of(
        Labels.APP,
        RUNTIME_APP,
        Labels.REVISION,
        names.revision(),
        Labels.APP_NAME,
        RUNTIME_APP,
        Labels.APP_INSTANCE,
        names.runtime(),
        Labels.APP_VERSION,
        spec.version(),
        Labels.APP_COMPONENT,
        "control-plane",
        Labels.APP_PART_OF,
        "meshwright");
  }
}
