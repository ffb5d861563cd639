package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The root of a mesh is replaced under load. */
@MeshTest
@Tag("full")
final class RootRotationIT extends OwnMesh {

  private static final int ADMIN_PORT = 15000;

  /** From the step that takes the old root away to the last proxy that refuses it. */
  private static final Duration REFUSED = Duration.ofSeconds(60);

  /** Connections that end because their peers' root was taken away. */
  private static final String ENDED = "meshwright_connections_disbelieved_total";

  @Test
  @DisplayName("LC-trust, LC-failure-rate: no request fails while the root is replaced")
  void noRequestFailsWhileTheRootIsReplaced(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    Patience.await("the root is known").until(() -> roots(operator).size() == 1);
    String first = roots(operator).getFirst();
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.patch(
        MESH, "{\"metadata\": {\"annotations\": {\"meshwright.io/rotate-root\": \"now\"}}}");
    awaitPhase(operator, "trust", "Distributing");
    Patience.await("two roots are trusted").until(() -> roots(operator).size() == 2);
    awaitPhase(operator, "trust", "Retiring", "Stable");
    for (Pod pod : List.of(sample.client(), sample.echo("v1").getFirst())) {
      Patience.await(pod.getMetadata().getName() + " trusts one root")
          .atMost(REFUSED)
          .until(() -> trusted(namespace, pod).size() == 1);
    }
    Patience.await("a connection of the old root ends")
        .atMost(REFUSED)
        .until(() -> sample.sum(ENDED) + clientSum(sample) > 0);
    awaitPhase(operator, "trust", "Stable");
    assertThat(roots(operator)).hasSize(1).doesNotContain(first);

    load.endsWithoutFailure("change of root");
  }

  private static double clientSum(EchoSample sample) {
    return new MetricText(sample.metrics(sample.client())).sum(ENDED);
  }

  /** Serial numbers of the roots that the proxy of a pod checks its peers by. */
  private static List<String> trusted(TestNamespace namespace, Pod pod) throws IOException {
    List<String> serials = new ArrayList<>();
    try (LocalPortForward admin = namespace.client().pods().resource(pod).portForward(ADMIN_PORT)) {
      URI certs = URI.create("http://127.0.0.1:" + admin.getLocalPort() + "/certs");
      for (JsonNode entry : new JsonMapper().readTree(certs.toURL()).path("certificates")) {
        entry.path("ca_cert").forEach(root -> serials.add(root.path("serial_number").asText()));
      }
    }
    return serials;
  }
}
