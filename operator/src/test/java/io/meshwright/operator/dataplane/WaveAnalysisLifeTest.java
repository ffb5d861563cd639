package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waves are judged by what proxies count, and the mesh goes back by itself. */
final class WaveAnalysisLifeTest {

  private static final String WAVES =
      "dataPlane: {mode: Automatic, waves: [{name: canary, namespaceSelector: {matchLabels: {tier:"
          + " canary}}}]}";
  private static final String JUDGED =
      WAVES + ", analysis: {window: 1m, warmUp: 10s, interval: 10s}";

  private final FakeCluster cluster = new FakeCluster();
  private final List<String> told = new ArrayList<>();
  private final MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));
  private String good = "";

  @BeforeEach
  void aMeshWithTwoWorkloads() {
    namespace("canary", Map.of("istio-injection", "enabled", "tier", "canary"));
    namespace("shop", Map.of("istio-injection", "enabled"));
    mesh.installation("default", "{" + JUDGED + "}");
    mesh.rollOut();
    good = mesh.active();
    workload("canary", "probe");
    workload("shop", "cart");
    healthy();
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  private void namespace(String name, Map<String, String> labels) {
    cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .build());
  }

  private void workload(String namespace, String name) {
    cluster.put(
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", name)
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build());
    runs(namespace, name, mesh.active());
  }

  /** The Deployment's pod is replaced and ready. */
  private void runs(String namespace, String name, String revision) {
    cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name + "-7c9-x")
            .addToLabels("pod-template-hash", "7c9")
            .addToAnnotations("istio.io/rev", revision)
            .addNewOwnerReference()
            .withKind("ReplicaSet")
            .withName(name + "-7c9")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build());
    cluster.runtimeStarts("istio-system", "root-1");
  }

  private void healthy() {
    mesh.samples.receives("canary", "probe", 20_000, 10, 4);
    mesh.samples.receives("shop", "cart", 20_000, 10, 4);
  }

  private void failing() {
    mesh.samples.receives("canary", "probe", 20_000, 1_000, 4);
  }

  /** Asks for another revision, which becomes ready. */
  private void another(String rest) {
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}, " + rest + "}");
    mesh.sessions.put(good, new SessionCounts(true, Map.of("shop", new ProxyCounts(2, 0))));
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(good);
  }

  /** The canary has rolled, and its analysis begins. */
  private String canaryRolls() {
    another(JUDGED);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    return mesh.active();
  }

  private void pass(int seconds) {
    cluster.now = cluster.now.plusSeconds(seconds);
    mesh.settle();
  }

  private DataPlaneStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().dataPlane());
  }

  private List<String> restarts() {
    return cluster.writes.stream().filter(write -> write.startsWith("restart ")).toList();
  }

  private List<String> history() {
    return mesh.installation("default").getStatus().history().stream()
        .map(
            entry ->
                (entry.revision().equals(good) ? "good " : "bad ")
                    + entry.cause()
                    + " "
                    + entry.result())
        .toList();
  }

  private void command(String word) {
    HasMetadata installation = mesh.installation("default");
    Map<String, String> annotations = new HashMap<>();
    annotations.put("meshwright.io/data-plane", word);
    installation.getMetadata().setAnnotations(annotations);
    cluster.put(installation);
    mesh.settle();
  }

  @Test
  @DisplayName(
      "LC-analysis: a healthy wave is looked at to the end of its window, then the next begins")
  void aHealthyWaveIsFollowedByTheNext() {
    canaryRolls();
    for (int look = 0; look < 6; look++) {
      pass(10);
      assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    }
    pass(10);
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
    assertThat(status().wave()).isEqualTo("rest");

    runs("shop", "cart", mesh.active());
    mesh.settle();
    assertThat(status().phase()).as("the last wave is judged too").isEqualTo(Phase.Analyzing);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Done);
    assertThat(told).anyMatch(event -> event.equals("WaveAnalyzing wave canary is done"));
    assertThat(history())
        .containsExactly("bad ConfigurationChanged Succeeded", "good Installed Succeeded");
  }

  @Test
  void theSourceIsAskedOnlyWhenALookIsDue() {
    canaryRolls();
    assertThat(mesh.samples.asked).hasSize(1);
    mesh.settle();
    pass(5);
    assertThat(mesh.samples.asked).hasSize(1);
    pass(15);
    mesh.settle();
    assertThat(mesh.samples.asked).hasSize(2);
  }

  @Test
  @DisplayName("LC-auto-rollback: a degraded wave stops, and all goes back to what was good")
  void aDegradedWaveIsRolledBack() {
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
    aDegradedWaveIsRolledBack();
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
    aDegradedWaveIsRolledBack();
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
  void aWaveThatCannotBeJudgedPausesUntilItIsResumed() {
    canaryRolls();
    mesh.samples.receives("canary", "probe", 900, 0, 4);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Paused);
    assertThat(status().message()).startsWith("the wave could not be judged, resume or abort it: ");
    assertThat(told).anyMatch(event -> event.startsWith("WaveInconclusive wave canary: success"));
    pass(3600);
    assertThat(restarts()).hasSize(1);
    command("resume");
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
  }

  @Test
  void theLastWavePausesTooIfItCannotBeJudged() {
    canaryRolls();
    pass(70);
    runs("shop", "cart", mesh.active());
    mesh.settle();
    mesh.samples.receives("shop", "cart", 0, 0, 4);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Paused);
    command("resume");
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  @Test
  void noWaveBeginsBeforeItsBaselineIsKnown() {
    mesh.samples.since = cluster.now.minusSeconds(30);
    another(JUDGED);
    assertThat(status().phase()).isEqualTo(Phase.Pending);
    assertThat(status().message()).contains("the wave begins when a window of PT1M has passed");
    assertThat(restarts()).isEmpty();
    pass(30);
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
  }

  @Test
  void aSourceThatFailsRestartsAndRollsBackNothing() {
    mesh.samples.failure = "connection refused";
    another(JUDGED);
    assertThat(status().message()).isEqualTo("the source of its samples: connection refused");
    assertThat(restarts()).isEmpty();
    mesh.samples.failure = null;
    pass(10);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    mesh.samples.failure = "connection refused";
    pass(3600);
    assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    assertThat(status().message()).endsWith("the source of its samples: connection refused");
    mesh.samples.failure = null;
    pass(10);
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
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
  void aSourceEndsWithTheAnalysis() {
    assertThat(mesh.samples.installations).containsExactly("default");
    mesh.installation("default", "{" + WAVES + "}");
    mesh.settle();
    assertThat(mesh.samples.installations).isEmpty();
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
    int[] left = {survived};
    MeshUnderTest operator = new MeshUnderTest(cluster);
    operator.samples.receives("canary", "probe", 20_000, 10, 4);
    operator.samples.receives("shop", "cart", 20_000, 10, 4);
    if (restarts().size() == 1) {
      operator.samples.receives("canary", "probe", 20_000, 1_000, 4);
    }
    cluster.beforeWrite =
        () -> {
          left[0]--;
          if (left[0] < 0) {
            throw new IllegalStateException("killed");
          }
        };
    try {
      operator.settle();
    } catch (IllegalStateException killed) {
      return false;
    } finally {
      cluster.beforeWrite = () -> {};
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

  @Test
  void theBaselineIsOfTheWavesWorkloadsAndGoesWithTheInstallation() {
    canaryRolls();
    ConfigMap baseline =
        cluster.get(ConfigMap.class, "istio-system", "default-wave-baseline").orElseThrow();
    assertThat(baseline.getData()).containsEntry("wave", "canary");
    assertThat(baseline.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("MeshInstallation"));
    assertThat(
            new BaselineStore(cluster, cluster.serialization)
                .read(mesh.installation("default"))
                .orElseThrow()
                .samples()
                .traffic()
                .keySet())
        .extracting(subject -> subject.workload())
        .containsExactly("probe");
  }
}
