package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.MeshUnderTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user is told of gateways at once. */
final class GatewayRulesTest {

  private final RulesUnderTest bed = new RulesUnderTest();
  private final MeshUnderTest mesh = bed.mesh;
  private final AdmissionRules rules = bed.rules;

  private MeshInstallation installation(String name, String spec) {
    return bed.installation(name, spec, Map.of());
  }

  @Test
  void aGatewayOfAnotherMeshIsNotTaken() {
    mesh.installation("first", "{gateways: [{name: edge}]}");
    String second = "{namespace: two, trust: {bundleName: two}, gateways: [{name: edge%s}]}";

    assertThat(
            rules
                .installation(
                    null, installation("second", second.formatted(", namespace: istio-system")))
                .message())
        .isEqualTo(
            "MeshInstallation second: spec.gateways[edge].name: found edge, expected a name that no"
                + " gateway of MeshInstallation first has in namespace istio-system");
    assertThat(rules.installation(null, installation("second", second.formatted(""))).accepts())
        .isTrue();
  }

  @Test
  void whatAGatewayWouldWaitForIsWarnedOfWhenItIsNew() {
    MeshInstallation waiting =
        installation("default", "{gateways: [{name: edge, namespace: dmz, revision: prod}]}");

    assertThat(rules.installation(null, waiting).warnings())
        .containsExactly(
            "MeshInstallation default: spec.gateways[edge].namespace: dmz is not there; the gateway"
                + " waits",
            "MeshInstallation default: spec.gateways[edge].revision: no MeshRevision or"
                + " MeshRevisionTag prod is there; the gateway waits");
    assertThat(rules.installation(waiting, waiting).warnings()).isEmpty();
  }

  @Test
  void aVersionWithoutGatewaysIsRefused() {
    assertThat(
            rules
                .installation(
                    null, installation("default", "{version: 0.1.0, gateways: [{name: edge}]}"))
                .message())
        .isEqualTo(
            "MeshInstallation default: spec.gateways[edge]: found a gateway, expected none: version"
                + " 0.1.0 has no gateways");
  }
}
