package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a new revision would change for the connected proxies is known before it is followed. */
@MeshTest
@Tag("full")
final class ConfigDiffIT extends OwnMesh {

  private static String diff(Operator operator, String field) {
    return String.valueOf(operator.installation(MESH).<Object>get("status", "configDiff", field));
  }

  private static void await(String type, String status, Operator operator) {
    Patience.await(type + " is " + status)
        .until(() -> Operator.conditionIs(operator.installation(MESH), type, status));
  }

  private static void awaitAnotherThan(String revision, Operator operator) {
    Patience.await("another revision is active")
        .until(
            () ->
                !revision.equals(
                    operator.installation(MESH).<String>get("status", "activeRevision")));
  }

  @Test
  @DisplayName("LC-config-diff: a change that alters what proxies do waits until it is accepted")
  void aChangeOfBehaviourWaitsUntilItIsAccepted(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    String first = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample.deploy(cluster, namespace);
    operator.patch(
        MESH,
        """
        {"spec": {"updateStrategy": {"configDiff": "Block"},
                  "meshConfig": {"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}}}}
        """);

    await("ConfigDiffPassed", "False", operator);
    assertThat(operator.installation(MESH).<String>get("status", "activeRevision"))
        .isEqualTo(first);
    assertThat(operator.installation(MESH).<String>get("status", "desiredRevision"))
        .isNotEqualTo(first);
    assertThat(Integer.parseInt(diff(operator, "proxies"))).isPositive();
    ConfigMap report =
        Objects.requireNonNull(
            cluster
                .client()
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName(MESH + "-config-diff")
                .get());
    assertThat(report.getData().get("report.yaml"))
        .contains("impact: Behavioural", "PassthroughCluster", "BlackHoleCluster");

    operator.patch(
        MESH,
        "{\"metadata\": {\"annotations\": {\"meshwright.io/accept-config-diff\": \"%s\"}}}"
            .formatted(diff(operator, "hash")));
    awaitAnotherThan(first, operator);
    await("ConfigDiffPassed", "True", operator);
  }

  @Test
  @DisplayName("LC-config-diff: equal configuration holds nothing up")
  void aChangeThatProxiesDoNotSeePasses(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    String first = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample.deploy(cluster, namespace);
    operator.patch(
        MESH,
        """
        {"spec": {"updateStrategy": {"configDiff": "Block"},
                  "injection": {"holdApplicationUntilProxyStarts": true}}}
        """);

    awaitAnotherThan(first, operator);
    await("ConfigDiffPassed", "True", operator);
    assertThat(diff(operator, "state")).isEqualTo("Compared");
    assertThat(diff(operator, "counts")).isEqualTo("null");
  }
}
