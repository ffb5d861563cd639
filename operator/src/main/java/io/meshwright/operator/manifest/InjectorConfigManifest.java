package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.meshwright.crd.mesh.v1alpha1.Injection;
import io.meshwright.crd.naming.MeshNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ConfigMap of the injection values ({@code InjectionValues}), as JSON. */
final class InjectorConfigManifest {

  private InjectorConfigManifest() {}

  static ConfigMap of(RevisionPlan plan) {
    return new ConfigMapBuilder()
        .withMetadata(RevisionManifests.metadata(plan, plan.names().injectorConfigMap()))
        .addToData(MeshNames.INJECTION_VALUES_KEY, StableText.json(values(plan)))
        .build();
  }

  private static Map<String, Object> values(RevisionPlan plan) {
    Injection injection = plan.spec().injection();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("image", plan.images().proxy());
    values.put("imagePullPolicy", plan.spec().images().pullPolicy().name());
    values.put("resources", injection.resources());
    values.put("captureMode", injection.captureMode().name());
    values.put("nativeSidecar", injection.nativeSidecar());
    values.put("holdApplicationUntilProxyStarts", injection.holdApplicationUntilProxyStarts());
    values.put("rewriteAppHTTPProbe", injection.rewriteAppHTTPProbe());
    return values;
  }
}
