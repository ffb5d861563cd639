package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.MeshNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ConfigMap of the injection values, as JSON. */
final class InjectorConfigManifest {

  private InjectorConfigManifest() {}

  static ConfigMap of(RevisionPlan plan) {
    return new ConfigMapBuilder()
        .withMetadata(RevisionManifests.metadata(plan, plan.names().injectorConfigMap()))
        .addToData(MeshNames.INJECTION_VALUES_KEY, Serialization.asJson(values(plan)))
        .build();
  }

  private static Map<String, Object> values(RevisionPlan plan) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("image", plan.images().proxy());
    values.put("imagePullPolicy", plan.spec().images().pullPolicy().name());
    values.put("resources", plan.spec().injection().resources());
    return values;
  }
}
