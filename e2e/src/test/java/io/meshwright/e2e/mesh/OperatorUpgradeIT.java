package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** This operator takes over what the released one made, and changes nothing of it. */
@MeshTest
@Tag("compat")
final class OperatorUpgradeIT {

  private static final String MESH = "default";
  private static final int PER_SECOND = 100;

  @Test
  @DisplayName("LC-operator-upgrade: a new operator changes no live mesh")
  void objectsOfTheReleasedOperatorStayAsTheyAre(
      TestCluster cluster, TestNamespace namespace, Operator operator) throws IOException {
    operator.delete(MESH);
    operator.giveWay();
    Operator released = Operator.installReleased(cluster, Releases.newestManifest());
    released.installMesh(MESH, "istio-system");
    String revision = released.installation(MESH).get("status", "activeRevision");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    var before = released.controlPlaneGenerations("istio-system");
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.comeBack();
    operator.awaitCondition(MESH, "PreflightPassed");
    operator.awaitReady(MESH);

    assertThat(operator.installation(MESH).<String>get("status", "activeRevision"))
        .isEqualTo(revision);
    assertThat(operator.installation(MESH).<String>get("status", "desiredRevision"))
        .isEqualTo(revision);
    assertThat(operator.controlPlaneGenerations("istio-system")).isEqualTo(before);
    load.endsWithoutFailure("upgrade of the operator");
  }
}
