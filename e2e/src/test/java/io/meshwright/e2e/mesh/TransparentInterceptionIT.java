package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods whose annotation asks for {@code TPROXY}: applications see the address of their client. */
@MeshTest
@Tag("after-0.1.0")
final class TransparentInterceptionIT {

  private static final int LOAD_PER_SECOND = 50;
  private static final int LOAD_SECONDS = 5;

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample =
        EchoSample.deploy(
            cluster, namespace, Map.of("sidecar.istio.io/interceptionMode", "TPROXY"));
    Patience.await("echo answers").until(() -> reply().status() == 200);
  }

  private static HttpReply reply() {
    return HttpReply.of(sample.run("get", EchoSample.URL));
  }

  @Test
  void applicationSeesItsClientsAddress() {
    assertThat(reply().body())
        .contains("\"peer\":\"%s\"".formatted(sample.client().getStatus().getPodIP()));
  }

  @Test
  void connectionsAreStillEncryptedAndNoneFails() {
    double before = sample.sum("istio_requests_total", "reporter=\"destination\"", mutual());

    LoadResult load = sample.load(LOAD_PER_SECOND, LOAD_SECONDS);

    assertThat(load.statuses()).as("%s", load).containsOnly(Map.entry("200", load.requests()));
    assertThat(sample.sum("istio_requests_total", "reporter=\"destination\"", mutual()))
        .isGreaterThanOrEqualTo(before + load.requests());
  }

  private static String mutual() {
    return "connection_security_policy=\"mutual_tls\"";
  }
}
