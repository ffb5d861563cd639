package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nobody on the wire between two injected pods can read what they say. That the eye would see it
 * shows the same capture with mutual TLS switched off.
 */
@MeshTest
final class MutualTlsIT {

  private static final int REQUESTS = 40;
  private static final String MUTUAL = "mutual_tls";
  private static final String NONE = "none";

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace);
  }

  @AfterEach
  void removeRule(TestNamespace namespace) {
    namespace
        .client()
        .genericKubernetesResources("networking.istio.io/v1", "DestinationRule")
        .inNamespace(namespace.name())
        .withName("echo")
        .delete();
  }

  @Test
  void markerIsReadableWithMutualTlsDisabled(TestCluster cluster, TestNamespace namespace) {
    namespace.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: echo
        spec:
          host: echo
          trafficPolicy:
            tls:
              mode: DISABLE
        """);
    awaitRequestsWith(NONE);
    double mutualBefore = requestsWith(MUTUAL);

    PacketCapture.Result seen = captureRequests(cluster, namespace, "readable-marker");

    assertThat(seen.marked()).isPositive();
    assertThat(requestsWith(MUTUAL)).isEqualTo(mutualBefore);
  }

  @Test
  void markerIsHiddenByDefault(TestCluster cluster, TestNamespace namespace) {
    awaitRequestsWith(MUTUAL);
    double noneBefore = requestsWith(NONE);
    double mutualBefore = requestsWith(MUTUAL);

    PacketCapture.Result seen = captureRequests(cluster, namespace, "hidden-marker");

    assertThat(seen.packets()).isPositive();
    assertThat(seen.dropped()).isZero();
    assertThat(seen.marked()).isZero();
    assertThat(requestsWith(MUTUAL)).isEqualTo(mutualBefore + REQUESTS);
    assertThat(requestsWith(NONE)).isEqualTo(noneBefore);
  }

  /** Sends requests that carry the marker there and back while version v1's packets are read. */
  private static PacketCapture.Result captureRequests(
      TestCluster cluster, TestNamespace namespace, String marker) {
    Pod server = sample.echo("v1").getFirst();
    double before = requestsAt(server);
    PacketCapture capture = PacketCapture.start(cluster, namespace, server, marker);
    LoadResult load =
        sample.load(EchoSample.URL + "headers", REQUESTS, 1, "--header", "x-marker: " + marker);
    PacketCapture.Result seen = capture.end();

    assertThat(load.statuses()).as("%s", load.failures()).isEqualTo(Map.of("200", REQUESTS));
    assertThat(requestsAt(server)).as("requests at the captured pod").isGreaterThan(before);
    return seen;
  }

  /** The rule reaches the client's proxy a moment after the API server. */
  private static void awaitRequestsWith(String policy) {
    Patience.await("requests are counted with " + policy)
        .until(
            () -> {
              double before = requestsWith(policy);
              LoadResult load = sample.load(20, 1);
              return requestsWith(policy) == before + load.requests();
            });
  }

  private static double requestsWith(String policy) {
    return sample.sum(
        "istio_requests_total",
        "reporter=\"destination\"",
        "connection_security_policy=\"" + policy + "\"");
  }

  private static double requestsAt(Pod server) {
    return new MetricText(sample.metrics(server))
        .sum("istio_requests_total", "reporter=\"destination\"");
  }
}
