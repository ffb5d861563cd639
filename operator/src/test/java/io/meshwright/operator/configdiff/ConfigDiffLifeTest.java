package io.meshwright.operator.configdiff;

import static io.meshwright.operator.MeshUnderTest.operatorKnowing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.State;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.xds.XdsType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What another revision would change decides whether it becomes active. */
final class ConfigDiffLifeTest {

  private static final String BLOCK = "updateStrategy: {configDiff: Block}";

  private final MeshUnderTest mesh = new MeshUnderTest(operatorKnowing("0.0.1", "0.0.2"));

  private String installed(String strategy) {
    mesh.installation("default", "{version: 0.0.1, " + strategy + "}");
    mesh.rollOut();
    return mesh.active();
  }

  /** Asks for 0.0.2, whose clusters have another timeout, and lets its control plane come up. */
  private void upgradedWithADifference(String strategy) {
    mesh.runtimes.connect("shop", "cart", 4);
    mesh.runtimes.renders(
        mesh.active(), "cart", XdsType.CLUSTER, "one", "{\"connectTimeout\":\"10s\"}");
    mesh.installation("default", "{version: 0.0.2, " + strategy + "}");
    mesh.settle();
    mesh.runtimes.renders(
        mesh.desired(), "cart", XdsType.CLUSTER, "one", "{\"connectTimeout\":\"1s\"}");
    mesh.rollOut();
  }

  private ConfigDiffStatus diff() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().configDiff());
  }

  private void accept(String hash) {
    MeshInstallation installation = mesh.installation("default");
    Map<String, String> annotations = new HashMap<>();
    annotations.put(OperatorNames.ACCEPT_CONFIG_DIFF, hash);
    installation.getMetadata().setAnnotations(annotations);
    mesh.cluster.put(installation);
  }

  private String newest() {
    Switch newest = mesh.installation("default").getStatus().history().getFirst();
    return newest.version() + " " + newest.result();
  }

  @Test
  void aFirstRevisionIsComparedWithNothing() {
    installed(BLOCK);

    assertThat(mesh.installation("default").getStatus().configDiff()).isNull();
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("absent");
    assertThat(mesh.runtimes.questions).isEmpty();
  }

  @Test
  void equalConfigurationLetsItPassAndLeavesNoReport() {
    String before = installed(BLOCK);
    mesh.runtimes.connect("shop", "cart", 4);
    mesh.installation("default", "{version: 0.0.2, " + BLOCK + "}");
    mesh.rollOut();

    assertThat(mesh.active()).isEqualTo(mesh.desired()).isNotEqualTo(before);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("True ConfigEqual");
    assertThat(diff().proxies()).isEqualTo(4);
    assertThat(mesh.cluster.get(ConfigMap.class, "istio-system", "default-config-diff")).isEmpty();
  }

  @Test
  @DisplayName("LC-config-diff: behavioural differences block until they are accepted")
  void differencesBlockUntilTheyAreAccepted() {
    String before = installed(BLOCK);
    upgradedWithADifference(BLOCK);

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("False ConfigDiffers");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False ConfigDiffers");
    assertThat(mesh.condition(ConditionType.STALLED)).isEqualTo("True ConfigDiffers");
    assertThat(mesh.condition(ConditionType.DEGRADED)).isEqualTo("False AsExpected");
    assertThat(newest()).isEqualTo("0.0.2 Blocked");
    assertThat(diff().examples())
        .singleElement()
        .extracting(it -> it.resource() + " " + it.field() + " " + it.before() + " " + it.after())
        .isEqualTo("one connectTimeout 10s 1s");

    accept("something else");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(before);

    accept(Objects.requireNonNull(diff().hash()));
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(mesh.desired()).isNotEqualTo(before);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED))
        .isEqualTo("True ConfigDiffAccepted");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(newest()).isEqualTo("0.0.2 Succeeded");
  }

  @Test
  void byDefaultDifferencesAreReportedAndHoldNothingUp() {
    String before = installed("channel: stable");
    upgradedWithADifference("channel: stable");

    assertThat(mesh.active()).isEqualTo(mesh.desired()).isNotEqualTo(before);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("True ConfigDiffers");
    assertThat(diff().from()).isEqualTo(before);
    assertThat(diff().behavioural()).isEqualTo(1);
    assertThat(diff().report()).isEqualTo("default-config-diff");
    ConfigMap report =
        mesh.cluster.get(ConfigMap.class, "istio-system", "default-config-diff").orElseThrow();
    assertThat(report.getData().get("report.yaml"))
        .isEqualTo(
            """
            from: %s
            to: %s
            hash: %s
            proxies: 4
            rendered: 1
            behavioural: 1
            harmless: 0
            differences:
            - impact: Behavioural
              kind: Cluster
              field: connectTimeout
              before: 10s
              after: 1s
              proxies: 4
              resources:
              - one
            """
                .formatted(before, mesh.active(), diff().hash()));
    assertThat(report.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void nothingIsAskedWhereThePolicyIsOff() {
    installed("updateStrategy: {configDiff: Off}");
    upgradedWithADifference("updateStrategy: {configDiff: Off}");

    assertThat(mesh.active()).isEqualTo(mesh.desired());
    assertThat(mesh.runtimes.questions).isEmpty();
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("absent");
  }

  @Test
  void anOldRuntimeBlocksOnlyWherePolicySaysSo() {
    String before = installed("channel: stable");
    mesh.runtimes.tooOld.add(before);
    upgradedWithADifference("channel: stable");

    assertThat(mesh.active()).isEqualTo(mesh.desired());
    assertThat(diff().state()).isEqualTo(State.Unavailable);
    assertThat(diff().message()).isEqualTo(before + " cannot render proxies");
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED))
        .isEqualTo("Unknown ConfigDiffUnavailable");
  }

  @Test
  void whereItBlocksAnOldRuntimeCanBeAccepted() {
    String before = installed(BLOCK);
    mesh.runtimes.tooOld.add(before);
    upgradedWithADifference(BLOCK);

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED))
        .isEqualTo("False ConfigDiffUnavailable");

    accept(Objects.requireNonNull(diff().hash()));
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(mesh.desired());
  }

  @Test
  void revisionsThatDoNotAnswerHoldUpAReportForTwoMinutes() {
    String before = installed("channel: stable");
    mesh.runtimes.away.add(before);
    upgradedWithADifference("channel: stable");

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(diff().state()).isEqualTo(State.Pending);
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED))
        .isEqualTo("Unknown ConfigComparing");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False ConfigComparing");
    assertThat(mesh.condition(ConditionType.RECONCILING)).isEqualTo("True Progressing");

    mesh.cluster.now = mesh.cluster.now.plusSeconds(121);
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(mesh.desired());
    assertThat(diff().message()).isEqualTo("no replica of " + before + " serves");
  }

  @Test
  @DisplayName("LC-config-diff: a comparison survives the operator")
  void anOperatorThatStartsAsksOnlyForWhatItLacks() {
    String before = installed(BLOCK);
    mesh.runtimes.away.add(before);
    upgradedWithADifference(BLOCK);
    assertThat(diff().state()).isEqualTo(State.Pending);

    mesh.upgradeOperator(operatorKnowing("0.0.1", "0.0.2"));
    mesh.runtimes.away.clear();
    mesh.settle();
    assertThat(diff().state()).isEqualTo(State.Compared);

    mesh.runtimes.questions.clear();
    mesh.upgradeOperator(operatorKnowing("0.0.1", "0.0.2"));
    mesh.settle();
    assertThat(mesh.runtimes.questions).isEmpty();
    assertThat(mesh.active()).isEqualTo(before);
  }

  @Test
  void whatBlocksIsLookedAtAgain() {
    installed(BLOCK);
    upgradedWithADifference(BLOCK);
    mesh.runtimes.renders(
        mesh.desired(), "cart", XdsType.CLUSTER, "one", "{\"connectTimeout\":\"10s\"}");

    mesh.cluster.now = mesh.cluster.now.plusSeconds(301);
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(mesh.desired());
    assertThat(mesh.condition(ConditionType.CONFIG_DIFF_PASSED)).isEqualTo("True ConfigEqual");
    assertThat(
            mesh.cluster
                .get(ConfigMap.class, "istio-system", "default-config-diff")
                .orElseThrow()
                .getData()
                .get("report.yaml"))
        .as("not what was found before")
        .endsWith("differences: []\n");
  }

  @Test
  void goingBackIsNeverHeldUp() {
    String first = installed("channel: stable");
    upgradedWithADifference("channel: stable");

    mesh.installation("default", "{version: 0.0.1, " + BLOCK + "}");
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(first);
  }

  @Test
  void aChangeInPlaceIsNotCompared() {
    installed("updateStrategy: {type: InPlace, configDiff: Block}");
    mesh.installation(
        "default", "{version: 0.0.2, updateStrategy: {type: InPlace, configDiff: Block}}");
    mesh.rollOut();

    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.runtimes.questions).isEmpty();
  }

  @Test
  void aPausedMeshIsLeftAsItIs() {
    String before = installed(BLOCK);
    mesh.installation("default", "{version: 0.0.2, " + BLOCK + "}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.cluster.list(MeshRevision.class).forEach(mesh.revisions::reconcile);
    mesh.installation("default", "{version: 0.0.2, paused: true, " + BLOCK + "}");
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.runtimes.questions).isEmpty();
  }

  @Test
  void aReportStaysBelowWhatAConfigMapHolds() {
    ConfigDiff diff =
        new ConfigDiff(
            1,
            1,
            List.of(),
            IntStream.range(0, 2000)
                .mapToObj(
                    i ->
                        new ConfigDiff.Difference(
                            ConfigDiffStatus.Kind.Cluster,
                            ConfigDiffStatus.Impact.Behavioural,
                            "field" + i,
                            List.of("field" + i),
                            "x".repeat(250),
                            "y".repeat(250),
                            new TreeSet<>(List.of("cluster")),
                            1))
                .toList());
    ConfigDiffStatus status =
        new ConfigDiffStatus(
            "a",
            "b",
            State.Compared,
            null,
            "",
            null,
            1,
            1,
            diff.counts(),
            diff.hash(),
            false,
            diff.examples(),
            null);

    String report = DiffReport.of(status, diff);

    assertThat(report.length()).isBetween(DiffReport.LARGEST - 1000, DiffReport.LARGEST + 100);
    assertThat(report).endsWith(" more\n");
  }
}
