package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Owner;
import java.util.Map;

/** The report of a comparison as an object, which goes with its installation. Pure. */
final class DiffConfigMap {

  private static final String KEY = "report.yaml";

  private DiffConfigMap() {}

  static ConfigMap of(MeshInstallation installation, String report) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(OperatorNames.configDiffReport(installation.getMetadata().getName()))
        .withNamespace(installation.getSpec().namespace())
        .withLabels(Map.of(Labels.APP_MANAGED_BY, OperatorNames.MANAGED_BY))
        .withOwnerReferences(Owner.of(installation).reference())
        .endMetadata()
        .addToData(KEY, report)
        .build();
  }
}
