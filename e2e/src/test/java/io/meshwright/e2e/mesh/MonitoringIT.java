package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alerts and boards of those who ask, with the rights that the operator has on a cluster. */
@MeshTest
@Tag("full")
final class MonitoringIT {

  private static final String MESH = "default";
  private static final String NAMESPACE = "istio-system";

  /** What the operator knows of the cluster's kinds is up to five minutes old, twice at worst. */
  private static final Duration LONGEST = Duration.ofMinutes(11);

  private static final String PROMETHEUS_RULES =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: prometheusrules.monitoring.coreos.com
      spec:
        group: monitoring.coreos.com
        scope: Namespaced
        names: {kind: PrometheusRule, listKind: PrometheusRuleList, plural: prometheusrules, singular: prometheusrule}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  @BeforeAll
  static void installTheKind(TestCluster cluster) {
    Operator.apply(cluster.client(), PROMETHEUS_RULES);
  }

  @AfterAll
  static void askForNothing(TestCluster cluster, Operator operator) {
    operator.patch(MESH, "{\"spec\": {\"monitoring\": null}}");
    cluster
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("prometheusrules.monitoring.coreos.com")
        .delete();
  }

  @Test
  void alertsAndBoardsFollowTheSpec(TestCluster cluster, Mesh mesh, Operator operator) {
    assertThat(mesh.runtimes()).isNotEmpty();
    operator.patch(
        MESH,
        """
        {"spec": {"monitoring": {"prometheusRule": true, "dashboards": true, "labels": {"team": "mesh"}}}}
        """);
    Patience.await("alerts and boards")
        .atMost(LONGEST)
        .until(
            () -> alerts(cluster.client()).get() != null && boards(cluster.client()).get() != null);
    GenericKubernetesResource rule = alerts(cluster.client()).require();
    assertThat(rule.getMetadata().getLabels()).containsEntry("team", "mesh");
    List<Map<String, Object>> groups = rule.get("spec", "groups");
    assertThat(groups)
        .flatExtracting(group -> (List<?>) group.get("rules"))
        .extracting(alert -> String.valueOf(((Map<?, ?>) alert).get("alert")))
        .contains("MeshNotReady", "MeshRootCertificateExpiring");
    assertThat(boards(cluster.client()).require().getMetadata().getLabels())
        .containsEntry("grafana_dashboard", "1")
        .containsEntry("team", "mesh");

    operator.patch(MESH, "{\"spec\": {\"monitoring\": null}}");
    Patience.await("neither of them")
        .until(
            () -> alerts(cluster.client()).get() == null && boards(cluster.client()).get() == null);
  }

  private static Resource<GenericKubernetesResource> alerts(KubernetesClient client) {
    return client
        .genericKubernetesResources("monitoring.coreos.com/v1", "PrometheusRule")
        .inNamespace(NAMESPACE)
        .withName("meshwright");
  }

  private static Resource<ConfigMap> boards(KubernetesClient client) {
    return client.configMaps().inNamespace(NAMESPACE).withName("meshwright-dashboards");
  }
}
