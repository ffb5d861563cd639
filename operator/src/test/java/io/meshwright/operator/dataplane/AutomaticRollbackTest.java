package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A mesh whose wave made something worse goes back by itself. */
final class AutomaticRollbackTest extends JudgedMesh {

  @Test
  @DisplayName("LC-auto-rollback: a degraded wave stops, and all goes back to what was good")
  void aDegradedWaveIsRolledBack() {
    rollsBack();
  }

  private void rollsBack() {
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    String bad = canaryRolls();
    failing();
    pass(20);
    assertThat(status().failedLooks()).isEqualTo(1);
    assertThat(status().phase()).as("one look is not enough").isEqualTo(Phase.Analyzing);
    pass(10);

    assertThat(mesh.active()).isEqualTo(good);
    assertThat(mesh.desired()).isEqualTo(bad);
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(good);
    assertThat(restarts())
        .containsExactly("restart Deployment canary/probe", "restart Deployment canary/probe");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False RolledBack");
    assertThat(mesh.condition(ConditionType.STALLED)).isEqualTo("True RolledBack");
    assertThat(history())
        .containsExactly(
            "good RolledBack Succeeded",
            "bad ConfigurationChanged Degraded",
            "good Installed Succeeded");
    Switch degraded = mesh.installation("default").getStatus().history().get(1);
    assertThat(Objects.requireNonNull(degraded.degradation()).words())
        .isEqualTo(
            "wave canary, canary/probe (received): success rate was 99.950 % of 20000 requests, is"
                + " 95.000 % of 20000 requests: surely 4.19 percentage points less, 1.00 percentage"
                + " points allowed");
    assertThat(told)
        .anyMatch(event -> event.startsWith("WaveDegraded wave canary, canary/probe (received)"))
        .anyMatch(event -> event.startsWith("RolledBack from MeshRevision " + bad + " to " + good));

    runs("canary", "probe", good);
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
    pass(3600);
    assertThat(mesh.active()).as("it stays there").isEqualTo(good);
    assertThat(restarts()).hasSize(2);
  }

  @Test
  void aRolledBackRevisionIsTriedAgainWhenAUserSaysSo() {
    rollsBack();
    healthy();
    command("resume");
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(good);
    assertThat(history().getFirst()).isEqualTo("bad Retried Succeeded");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(restarts()).hasSize(3);
  }

  @Test
  void anotherSpecEndsARollback() {
    rollsBack();
    mesh.installation("default", "{meshConfig: {trustDomain: example.com}, " + JUDGED + "}");
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(good);
    assertThat(mesh.installation("default").getStatus().rolledBack()).isNull();
    assertThat(history().getFirst()).endsWith("ConfigurationChanged Succeeded");
  }

  @Test
  void withoutRollbackADegradedWaveOnlyStops() {
    another(WAVES + ", analysis: {window: 1m, warmUp: 10s, interval: 10s, rollback: false}");
    String bad = mesh.active();
    runs("canary", "probe", bad);
    mesh.settle();
    failing();
    pass(20);
    pass(10);
    assertThat(status().phase()).isEqualTo(Phase.Degraded);
    assertThat(mesh.active()).isEqualTo(bad);
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT)).isEqualTo("False WaveDegraded");
    pass(3600);
    assertThat(restarts()).hasSize(1);

    command("resume");
    assertThat(restarts())
        .containsExactly("restart Deployment canary/probe", "restart Deployment shop/cart");
  }

  @Test
  void whatWasGoodIsKeptAsLongAsItMayBeNeeded() {
    canaryRolls();
    runs("shop", "cart", mesh.active());
    mesh.sessions.clear();
    pass(40);
    pass(10);
    assertThat(mesh.revisionNames()).as("nothing uses it").contains(good);
    pass(20);
    assertThat(status().phase()).isEqualTo(Phase.Done);
    mesh.settle();
    assertThat(mesh.revisionNames()).doesNotContain(good);
  }

  @Test
  @DisplayName("LC-analysis: an operator that dies at any write is followed by one that goes on")
  void anOperatorThatDiesAtAnyWriteIsFollowedByOneThatGoesOn() {
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}, " + JUDGED + "}");
    mesh.sessions.put(good, new SessionCounts(true, Map.of("shop", new ProxyCounts(2, 0))));
    for (int survived = 0; survived < 200; survived++) {
      if (survivesWrites(survived)) {
        break;
      }
    }
    MeshUnderTest successor = new MeshUnderTest(cluster);
    assertThat(successor.active()).isEqualTo(good);
    assertThat(restarts())
        .containsExactly("restart Deployment canary/probe", "restart Deployment canary/probe");
    assertThat(history())
        .containsExactly(
            "good RolledBack Succeeded",
            "bad ConfigurationChanged Degraded",
            "good Installed Succeeded");
  }

  /**
   * An operator that dies after so many writes takes the mesh one step along its way: the canary
   * rolls, fails, and is rolled back. Says whether it got to the end.
   */
  private boolean survivesWrites(int survived) {
    MeshUnderTest operator = new MeshUnderTest(cluster);
    operator.samples.receives("canary", "probe", 20_000, 10, 4);
    operator.samples.receives("shop", "cart", 20_000, 10, 4);
    if (restarts().size() == 1) {
      operator.samples.receives("canary", "probe", 20_000, 1_000, 4);
    }
    cluster.killWriterAfter(survived);
    try {
      operator.settle();
    } catch (FakeCluster.Killed killed) {
      return false;
    } finally {
      cluster.spareWriters();
      cluster.runtimeStarts("istio-system", "root-1");
      if (!restarts().isEmpty()) {
        runs("canary", "probe", restarts().size() == 1 ? bad() : good);
      }
      cluster.now = cluster.now.plusSeconds(5);
    }
    return restarts().size() == 2 && status().phase() == Phase.Done;
  }

  private String bad() {
    return mesh.revisionNames().stream()
        .filter(name -> !name.equals(good))
        .findFirst()
        .orElseThrow();
  }
}
