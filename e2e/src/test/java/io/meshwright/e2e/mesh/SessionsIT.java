package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator knows which proxies are connected, and spreads them over replicas. */
@MeshTest
final class SessionsIT {

  private static final int PROXIES = 3;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    EchoSample.deploy(cluster, namespace);
  }

  @Test
  void statusCountsLiveProxiesByRevisionAndNamespace(
      TestNamespace namespace, Mesh mesh, Operator operator) {
    awaitCount(namespace, mesh, operator);
  }

  @Test
  void aNewReplicaGetsItsShareAndTheCountStaysRight(
      TestNamespace namespace, Mesh mesh, Operator operator) {
    operator.patch("default", "{\"spec\":{\"controlPlane\":{\"replicas\":2}}}");
    try {
      Patience.await("each of two replicas has proxies")
          .ignoreExceptions() // one that starts has no address yet
          .until(
              () ->
                  mesh.runtimes().size() == 2
                      && mesh.runtimes().stream()
                          .allMatch(runtime -> mesh.metrics(runtime).sum("pilot_xds") >= 1));
      awaitCount(namespace, mesh, operator);
    } finally {
      operator.patch("default", "{\"spec\":{\"controlPlane\":{\"replicas\":1}}}");
      Patience.await("one replica is left").until(() -> mesh.runtimes().size() == 1);
    }
    operator.awaitReady("default");
    awaitCount(namespace, mesh, operator);
  }

  private static void awaitCount(TestNamespace namespace, Mesh mesh, Operator operator) {
    Map<String, Object> expected =
        Map.of(
            "revision",
            mesh.revision(),
            "namespace",
            namespace.name(),
            "total",
            PROXIES,
            "outdated",
            0);
    Patience.await("the status counts " + expected)
        .untilAsserted(() -> assertThat(proxies(operator)).contains(expected));
  }

  private static List<Map<String, Object>> proxies(Operator operator) {
    List<Map<String, Object>> entries =
        operator.installation("default").get("status", "proxies", "namespaces");
    return Objects.requireNonNullElse(entries, List.of());
  }
}
