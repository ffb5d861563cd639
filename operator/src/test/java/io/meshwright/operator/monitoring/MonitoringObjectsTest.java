package io.meshwright.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An installation on a fake cluster, whose Events nobody reads. */
final class MonitoringObjectsTest {

  private static final String ALL =
      "monitoring: {prometheusRule: true, dashboards: true, labels: {release: prom}}";
  private static final String RULE = "PrometheusRule istio-system/meshwright";

  private final FakeCluster cluster = new FakeCluster();
  private final MeshUnderTest mesh = new MeshUnderTest(cluster, new ToldCluster(cluster, _ -> {}));

  private void spec(String spec) {
    mesh.installation("default", spec);
    mesh.settle();
  }

  private Optional<ConfigMap> boards() {
    return cluster.get(ConfigMap.class, "istio-system", "meshwright-dashboards");
  }

  private Optional<PrometheusRule> rule() {
    return cluster.readUnwatched(PrometheusRule.class, "istio-system", "meshwright");
  }

  private Condition warning() {
    return mesh.installation("default").getStatus().conditions().stream()
        .filter(condition -> condition.type().equals(ConditionType.WARNING.word()))
        .findAny()
        .orElseThrow();
  }

  private List<String> writes() {
    return cluster.writes.stream().filter(write -> write.contains("meshwright")).toList();
  }

  @Test
  void nothingIsMadeUnasked() {
    mesh.servesRules = true;
    spec("{}");

    assertThat(boards()).isEmpty();
    assertThat(rule()).isEmpty();
    assertThat(warning().status()).isEqualTo(ConditionStatus.FALSE);
  }

  @Test
  void bothAreMadeWithTheirLabelsAndGoWithTheInstallation() {
    mesh.servesRules = true;
    spec(ALL);

    for (HasMetadata made : List.of(boards().orElseThrow(), rule().orElseThrow())) {
      assertThat(made.getMetadata().getLabels()).containsEntry("release", "prom");
      assertThat(made.getMetadata().getOwnerReferences())
          .singleElement()
          .satisfies(owner -> assertThat(owner.getName()).isEqualTo("default"));
    }
    assertThat(boards().orElseThrow().getMetadata().getLabels())
        .containsEntry("grafana_dashboard", "1");
    assertThat(boards().orElseThrow().getData()).containsOnlyKeys("meshwright-operator.json");
    assertThat(rule().orElseThrow().<String>get("spec", "groups", 0, "rules", 0, "expr"))
        .contains("name=\"default\"");
    assertThat(rule().orElseThrow().getAdditionalProperties().toString())
        .contains("namespace=\"istio-system\"")
        .doesNotContain("@");
    assertThat(warning().status()).isEqualTo(ConditionStatus.FALSE);
  }

  @Test
  void whatIsNotWantedAnyMoreGoes() {
    mesh.servesRules = true;
    spec(ALL);
    spec("{}");

    assertThat(boards()).isEmpty();
    assertThat(writes()).contains("delete " + RULE);
  }

  @Test
  void anotherOwnersBoardsStay() {
    mesh.servesRules = true;
    spec(ALL);
    ConfigMap boards = boards().orElseThrow();
    boards.getMetadata().setOwnerReferences(List.of());
    cluster.put(boards);
    spec("{}");

    assertThat(boards()).isPresent();
  }

  @Test
  void withoutTheKindOfRulesAWarningSaysSoUntilItIsThere() {
    spec(ALL);

    assertThat(boards()).isPresent();
    assertThat(rule()).isEmpty();
    assertThat(warning())
        .satisfies(
            warning -> {
              assertThat(warning.status()).isEqualTo(ConditionStatus.TRUE);
              assertThat(warning.reason()).isEqualTo("MonitoringIncomplete");
              assertThat(warning.message()).contains("found no kind PrometheusRule");
            });

    mesh.servesRules = true;
    cluster.now = cluster.now.plus(Duration.ofMinutes(6));
    mesh.settle();
    assertThat(rule()).isPresent();
    assertThat(warning().status()).isEqualTo(ConditionStatus.FALSE);
  }

  @Test
  void aRefusalIsAWarningAndHoldsUpNothing() {
    mesh.servesRules = true;
    cluster.refuses = key -> key.toString().contains("PrometheusRule");
    spec(ALL);

    assertThat(warning().reason()).isEqualTo("MonitoringIncomplete");
    assertThat(mesh.revisionNames()).isNotEmpty();
  }

  @Test
  void whatIsDoneIsNotDoneAgainAtOnce() {
    mesh.servesRules = true;
    spec(ALL);
    cluster.writes.clear();

    mesh.settle();

    assertThat(writes()).noneMatch(write -> write.contains(RULE));
  }
}
