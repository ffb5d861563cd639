package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user is told of the root at once. */
final class TrustRulesTest {

  private final RulesUnderTest bed = new RulesUnderTest();
  private final AdmissionRules rules = bed.rules;

  private MeshInstallation installation(String rotation, Map<String, String> annotations) {
    return bed.installation("default", "{rootRotation: " + rotation + "}", annotations);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {validity: soon}               | validity: found soon, expected a duration above zero: 90s, 10m or 1h30m
          {patience: 0s}                 | patience: found 0s, expected a duration above zero: 90s, 10m or 1h30m
          {validity: 24h, before: 24h}   | before: found 24h, expected less than the validity of a root
          """)
  void whatTheSchemaCannotCheckIsRefused(String rotation, String problem) {
    assertThat(rules.installation(null, installation(rotation, Map.of())).message())
        .isEqualTo("MeshInstallation default: spec.rootRotation." + problem);
  }

  @Test
  void aScheduleThatIsNoneIsRefused() {
    assertThat(rules.installation(null, installation("{schedule: yearly}", Map.of())).message())
        .contains("spec.rootRotation.schedule: found yearly, expected minute, hour");
  }

  @Test
  void onlyWordsThatCanBeObeyedAreTaken() {
    MeshInstallation before = installation("{}", Map.of());
    assertThat(
            rules
                .installation(
                    before, installation("{}", Map.of("meshwright.io/rotate-root", "yes")))
                .message())
        .isEqualTo(
            "MeshInstallation default: metadata.annotations[meshwright.io/rotate-root]: found yes,"
                + " expected now, activate, retire or abort");
    assertThat(
            rules
                .installation(
                    before, installation("{}", Map.of("meshwright.io/rotate-root", "now")))
                .accepts())
        .isTrue();
  }
}
