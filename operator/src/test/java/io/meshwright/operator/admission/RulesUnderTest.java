package io.meshwright.operator.admission;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.config.OperatorConfig;
import java.util.Map;

/** Rules beside a mesh, and installations as users write them. */
final class RulesUnderTest {

  final MeshUnderTest mesh = new MeshUnderTest();
  final AdmissionRules rules =
      new AdmissionRules(
          mesh.cluster,
          OperatorConfig.of("meshwright-system", Map.of()),
          mesh.cluster.serialization);

  /** An installation that is not in the cluster. */
  MeshInstallation installation(String name, String spec, Map<String, String> annotations) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(
        new ObjectMetaBuilder().withName(name).withAnnotations(annotations).build());
    installation.setSpec(
        mesh.cluster.serialization.unmarshal("---\n" + spec, MeshInstallationSpec.class));
    return installation;
  }
}
