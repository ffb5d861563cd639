package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.config.OperatorConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What admission says to {@code spec.healing}. */
final class HealingRulesTest {

  private final MeshUnderTest mesh = new MeshUnderTest();
  private final AdmissionRules rules =
      new AdmissionRules(
          mesh.cluster,
          OperatorConfig.of("meshwright-system", Map.of()),
          mesh.cluster.serialization);

  private MeshInstallation installation(String healing) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName("default").build());
    installation.setSpec(
        mesh.cluster.serialization.unmarshal(
            "---\n{healing: " + healing + "}", MeshInstallationSpec.class));
    return installation;
  }

  @ParameterizedTest
  @CsvSource({"evictAfter, soon", "evictAfter, 59s", "replaceAfter, 0s"})
  void whatWouldBeTooHastyIsRefused(String field, String value) {
    assertThat(rules.installation(null, installation("{%s: %s}".formatted(field, value))).message())
        .isEqualTo(
            "MeshInstallation default: spec.healing.%s: found %s, expected a duration of at least"
                    .formatted(field, value)
                + " 1m: 10m");
  }

  @Test
  void aMinuteIsEnough() {
    assertThat(
            rules
                .installation(
                    null, installation("{evictPods: true, evictAfter: 1m, replaceAfter: 60s}"))
                .accepts())
        .isTrue();
  }
}
