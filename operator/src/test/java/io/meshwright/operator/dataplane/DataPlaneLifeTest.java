package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.crd.mesh.v1alpha1.WorkloadCounts;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Workloads follow their mesh from one revision to the next. */
final class DataPlaneLifeTest extends TwoWorkloads {

  private static final String WAVES =
      "{mode: Automatic, waves: [{name: canary, namespaceSelector: {matchLabels: {tier: canary}},"
          + " pause: forever}]}";

  private String before = "";

  private void installed(String dataPlane) {
    install("{dataPlane: " + dataPlane + "}");
    before = mesh.active();
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  private void anotherRevision(String dataPlane) {
    mesh.installation(
        "default", "{meshConfig: {trustDomain: example.org}, dataPlane: " + dataPlane + "}");
    mesh.sessions.put(before, new SessionCounts(true, Map.of("shop", new ProxyCounts(2, 0))));
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(before);
  }

  @Test
  @DisplayName("LC-waves: workloads follow the active revision wave by wave")
  void workloadsFollowWaveByWave() {
    installed(WAVES);
    anotherRevision(WAVES);
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
    assertThat(status().phase()).isEqualTo(Phase.Rolling);
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT)).isEqualTo("False ProxiesOutdated");

    runs("canary", "probe", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Paused);
    assertThat(status().wave()).isEqualTo("canary");

    command("resume");
    assertThat(mesh.installation("default").getMetadata().getAnnotations())
        .doesNotContainKey("meshwright.io/data-plane");
    assertThat(restarts())
        .containsExactly("restart Deployment canary/probe", "restart Deployment shop/cart");

    runs("shop", "cart", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
    assertThat(status().workloads()).isEqualTo(new WorkloadCounts(2, 2, 0, 0, 0, 0, 0));
    assertThat(cluster.list(Deployment.class))
        .allSatisfy(
            deployment ->
                assertThat(
                        Objects.requireNonNullElse(
                            deployment.getMetadata().getAnnotations(), Map.of()))
                    .doesNotContainKey("meshwright.io/restarted-for"));
    assertThat(told)
        .containsSubsequence(
            "WaveStarted wave canary: 0 of 2 workloads are up to date",
            "WavePaused wave canary is done; the next wave begins when it is resumed",
            "WaveStarted wave rest: 1 of 2 workloads are up to date",
            "WorkloadsMoved 2 of 2 workloads are up to date");
  }

  @Test
  void theHistoryTellsWhatBecameOfTheWorkloads() {
    installed(WAVES);
    anotherRevision(WAVES);
    assertThat(newest().workloads())
        .isEqualTo(new Switch.MovedWorkloads(Phase.Rolling, 0, 2, null));
    command("skip");
    runs("canary", "probe", mesh.active());
    runs("shop", "cart", mesh.active());
    mesh.settle();
    assertThat(newest().workloads())
        .isEqualTo(new Switch.MovedWorkloads(Phase.Done, 2, 2, cluster.now.toString()));
  }

  private Switch newest() {
    return mesh.installation("default").getStatus().history().getFirst();
  }

  @Test
  void manualModeRestartsNothing() {
    installed("{}");
    anotherRevision("{}");
    assertThat(restarts()).isEmpty();
    assertThat(status().phase()).isEqualTo(Phase.Pending);
    assertThat(Objects.requireNonNull(status().workloads()).outdated()).isEqualTo(2);
    assertThat(newest().workloads()).isNull();
  }

  @Test
  void whoSaysAnUnknownWordIsLeftAlone() {
    installed("{mode: Automatic}");
    cluster.annotate(
        cluster.get(Deployment.class, "shop", "cart").orElseThrow(),
        "meshwright.io/proxy-update",
        "Never");
    anotherRevision("{mode: Automatic}");
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
    assertThat(status().problems())
        .containsExactly(
            new WorkloadProblem(
                "Deployment shop/cart",
                WorkloadProblem.Reason.InvalidAnnotation,
                "metadata.annotations[meshwright.io/proxy-update]: found Never, expected never, now"
                    + " or wave"));
  }

  @Test
  void aWorkloadThatFailsStopsTheRestAndSaysSo() {
    installed(WAVES);
    anotherRevision(WAVES);
    cluster.now = cluster.now.plusSeconds(600);
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Failed);
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT)).isEqualTo("False WorkloadsFailed");
    assertThat(told).anyMatch(event -> event.startsWith("WaveFailed wave canary: Deployment "));
    cluster.now = cluster.now.plusSeconds(6000);
    mesh.settle();
    assertThat(restarts()).hasSize(1);
  }

  @Test
  void anOperatorThatDiesAtAnyWriteIsFollowedByOneThatGoesOn() {
    installed(WAVES);
    anotherRevision(WAVES);
    runs("canary", "probe", mesh.active());
    cluster.annotate(mesh.installation("default"), "meshwright.io/data-plane", "resume");
    for (int survived = 0; survived < 10; survived++) {
      cluster.killWriterAfter(survived);
      try {
        new MeshUnderTest(cluster).settle();
      } catch (FakeCluster.Killed killed) {
        continue;
      }
      break;
    }
    cluster.spareWriters();
    MeshUnderTest successor = new MeshUnderTest(cluster);
    successor.settle();
    if (status().phase() == Phase.Paused) {
      cluster.annotate(mesh.installation("default"), "meshwright.io/data-plane", "resume");
      successor.settle();
    }
    assertThat(restarts())
        .containsExactly("restart Deployment canary/probe", "restart Deployment shop/cart");
  }

  @Test
  void workloadsOfAPinnedTagStayWhereTheyAre() {
    installed(WAVES);
    mesh.tag("pinned", TargetRef.Kind.MeshRevision, before);
    namespace("shop", Map.of("istio.io/rev", "pinned"));
    mesh.settle();
    anotherRevision(WAVES);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
  }

  @Test
  void whatTheApiServerRefusesIsNamedAndTriedAgain() {
    installed(WAVES);
    ObjectKey probe = new ObjectKey("apps/v1", "Deployment", "canary", "probe");
    cluster.refuses = probe::equals;
    anotherRevision(WAVES);
    assertThat(status().problems())
        .containsExactly(
            new DataPlaneStatus.WorkloadProblem(
                "Deployment canary/probe",
                DataPlaneStatus.WorkloadProblem.Reason.RestartRefused,
                "Deployment canary/probe: admission says no"));
    assertThat(restarts()).isEmpty();
    cluster.refuses = _ -> false;
    mesh.settle();
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
  }

  @Test
  void anUnusableSpecRestartsNothingAndSaysWhy() {
    installed("{}");
    String unusable = "{mode: Automatic, windows: [{schedule: never, duration: 1h}]}";
    anotherRevision(unusable);
    assertThat(restarts()).isEmpty();
    assertThat(status().message()).contains("spec.dataPlane.windows[0].schedule: found never");
  }
}
