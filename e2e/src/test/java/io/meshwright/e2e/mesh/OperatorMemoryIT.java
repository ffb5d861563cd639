package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures what the operator that leads takes of memory while it moves 1 000 workloads in waves.
 * Their pods are injected as all are, and fit on no node. It fails only if the operator loses sight
 * of them.
 */
@MeshTest
@Tag("bench")
final class OperatorMemoryIT extends OwnMesh {

  private static final int WORKLOADS = 1_000;

  /** A cluster's own controllers make 20 objects a second. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  @Test
  void memoryBesideAThousandWorkloads(
      TestCluster cluster, TestNamespace namespace, Operator operator) throws IOException {
    String first = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    operator.patch(MESH, "{\"spec\": {\"dataPlane\": {\"mode\": \"Automatic\"}}}");
    BenchResults.report("operator_memory_idle", rss(cluster.client(), operator), "MB");

    namespace.label("istio-injection", "enabled");
    for (int number = 0; number < WORKLOADS; number++) {
      namespace.apply(workload(number));
    }
    Patience.await("all workloads are seen, and current")
        .atMost(LONGEST)
        .until(() -> workloads("current", operator) == WORKLOADS);
    sayThatPodsAreReady(namespace);
    operator.patch(MESH, "{\"spec\": {\"meshConfig\": {\"accessLogFile\": \"/dev/stdout\"}}}");
    Patience.await("a wave is under way")
        .atMost(LONGEST)
        .until(
            () ->
                !first.equals(operator.installation(MESH).<String>get("status", "activeRevision"))
                    && workloads("rolling", operator) > 0);

    assertThat(workloads("total", operator)).isEqualTo(WORKLOADS);
    BenchResults.report("operator_memory_1000_workloads", rss(cluster.client(), operator), "MB");
  }

  /** No node runs them, and what is not ready is not restarted. */
  private static void sayThatPodsAreReady(TestNamespace namespace) {
    var pods = namespace.client().pods().inNamespace(namespace.name());
    for (Pod pod : pods.list().getItems()) {
      pods.withName(pod.getMetadata().getName())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}}");
    }
  }

  private static int workloads(String count, Operator operator) {
    Integer found =
        operator.installation(MESH).<Integer>get("status", "dataPlane", "workloads", count);
    return found == null ? 0 : found;
  }

  /** Anonymous memory of the pod that leads, by the kernel's count, in MB. */
  private static double rss(KubernetesClient client, Operator operator) throws IOException {
    Pod leader = operator.pod(operator.leader());
    String summary =
        client.raw(
            "/api/v1/nodes/%s/proxy/stats/summary".formatted(leader.getSpec().getNodeName()));
    for (JsonNode pod : new JsonMapper().readTree(summary).path("pods")) {
      if (pod.path("podRef").path("uid").asText().equals(leader.getMetadata().getUid())) {
        return pod.path("memory").path("rssBytes").asLong() / 1e6;
      }
    }
    throw new IllegalStateException("the node does not know " + leader.getMetadata().getName());
  }

  private static String workload(int number) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: workload-%1$d
        spec:
          replicas: 1
          selector: {matchLabels: {app: workload-%1$d}}
          template:
            metadata:
              labels: {app: workload-%1$d}
            spec:
              nodeSelector: {meshwright.io/bench: nowhere}
              containers:
              - name: app
                image: registry.k8s.io/pause:3.10
        """
        .formatted(number);
  }
}
