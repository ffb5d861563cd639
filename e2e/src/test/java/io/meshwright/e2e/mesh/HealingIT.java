package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Processes that stand still, which nobody else ends: a replica of the control plane, and a proxy.
 * Their pods are replaced, and the requests of others go on.
 */
@MeshTest
@Tag("full")
final class HealingIT {

  private static final String MESH = "default";
  private static final int PER_SECOND = 50;

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(
      TestCluster cluster, TestNamespace namespace, Mesh mesh, Operator operator) {
    assertThat(mesh.runtimes()).isNotEmpty();
    cluster.client().resource(binding()).serverSideApply();
    operator.patch(
        MESH,
        """
        {"spec": {"controlPlane": {"replicas": 2}, "healing": {"evictPods": true, "evictAfter": "1m",
          "replaceAfter": "1m", "evictSingleReplicas": true, "suspectAbovePercent": 50}}}
        """);
    sample = EchoSample.deploy(cluster, namespace);
    Patience.await("two replicas")
        .until(
            () ->
                mesh.runtimes().size() == 2
                    && mesh.runtimes().stream().allMatch(Readiness.getInstance()::isReady));
  }

  @AfterAll
  static void forbidEvictions(TestCluster cluster, Operator operator) {
    operator.patch(MESH, "{\"spec\": {\"controlPlane\": {\"replicas\": 1}, \"healing\": null}}");
    cluster.client().resource(binding()).delete();
  }

  @Test
  @DisplayName("LC-healing: a control plane that stands still is replaced while requests go on")
  void aReplicaThatStandsStillIsReplaced(TestCluster cluster, Mesh mesh, Operator operator) {
    awaitHealthy(operator);
    RunningLoad load = sample.startLoad(PER_SECOND);
    Pod still = mesh.runtimes().getFirst();
    cluster.freeze(still, "discovery");

    awaitEviction("istio-system/" + still.getMetadata().getName(), operator);
    Patience.await("another replica is ready in its place")
        .until(
            () -> {
              List<Pod> ready =
                  mesh.runtimes().stream().filter(Readiness.getInstance()::isReady).toList();
              return ready.size() == 2 && !names(ready).contains(still.getMetadata().getName());
            });
    awaitHealthy(operator);
    load.endsWithoutFailure("a control plane stands still");
  }

  @Test
  @DisplayName("LC-healing: a pod whose proxy stands still is evicted")
  void aPodWhoseProxyStandsStillIsEvicted(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    awaitHealthy(operator);
    Pod still = sample.echo("v2").getFirst();
    cluster.freeze(still, "istio-proxy");

    awaitEviction(namespace.name() + "/" + still.getMetadata().getName(), operator);
    Patience.await("another pod is ready in its place")
        .until(
            () -> {
              List<Pod> ready =
                  sample.echo("v2").stream().filter(Readiness.getInstance()::isReady).toList();
              return !ready.isEmpty() && !names(ready).contains(still.getMetadata().getName());
            });
    awaitHealthy(operator);
  }

  private static void awaitEviction(String pod, Operator operator) {
    Patience.await("the eviction of " + pod)
        .until(
            () -> {
              List<Map<String, Object>> evictions =
                  operator.installation(MESH).get("status", "healing", "evictions");
              return Objects.requireNonNullElse(evictions, List.<Map<String, Object>>of()).stream()
                  .anyMatch(it -> pod.equals(it.get("pod")) && "Evicted".equals(it.get("state")));
            });
  }

  private static void awaitHealthy(Operator operator) {
    Patience.await("all proxies follow").until(() -> healthy(operator).equals("True"));
  }

  private static String healthy(Operator operator) {
    List<Map<String, Object>> conditions = operator.installation(MESH).get("status", "conditions");
    return Optional.ofNullable(conditions).orElse(List.of()).stream()
        .filter(it -> "ProxiesHealthy".equals(it.get("type")))
        .map(it -> String.valueOf(it.get("status")))
        .findFirst()
        .orElse("");
  }

  private static Set<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
  }

  private static ClusterRoleBinding binding() {
    return new ClusterRoleBindingBuilder()
        .withNewMetadata()
        .withName("meshwright-operator-healing")
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "meshwright-operator-healing")
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName("meshwright-operator")
        .withNamespace("meshwright-system")
        .endSubject()
        .build();
  }
}
