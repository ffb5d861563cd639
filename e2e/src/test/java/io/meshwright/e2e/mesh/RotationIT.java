package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Certificates are replaced under load, on both sides. */
@MeshTest
final class RotationIT {

  private static final String SHORT_LIFE = "{\"proxyMetadata\": {\"SECRET_TTL\": \"45s\"}}";
  private static final int ADMIN_PORT = 15000;

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace, Map.of("proxy.istio.io/config", SHORT_LIFE));
  }

  @Test
  void noRequestFailsWhileCertificatesAreReplacedTwice(TestNamespace namespace) {
    RunningLoad load = sample.startLoad(100);
    awaitCertificates(namespace, sample.client(), 3);
    awaitCertificates(namespace, sample.echo("v1").getFirst(), 3);

    load.endsWithoutFailure("rotation");
  }

  /** Returns when the proxy of the pod has been seen with as many certificates. */
  private static void awaitCertificates(TestNamespace namespace, Pod pod, int count) {
    Set<String> serials = new HashSet<>();
    try (LocalPortForward admin = namespace.client().pods().resource(pod).portForward(ADMIN_PORT)) {
      URI certs = URI.create("http://127.0.0.1:" + admin.getLocalPort() + "/certs");
      Patience.await(count + " certificates of " + pod.getMetadata().getName())
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                serials.add(serial(certs));
                return serials.size() >= count;
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the workload's own certificate; the roots have entries of their own. */
  private static String serial(URI certs) throws IOException {
    for (JsonNode entry : new JsonMapper().readTree(certs.toURL()).path("certificates")) {
      JsonNode leaf = entry.path("cert_chain").path(0);
      if (!leaf.isMissingNode()) {
        return leaf.path("serial_number").asText();
      }
    }
    throw new IOException("no certificate at " + certs);
  }
}
