package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gateway of a user's own, with the manifests that Istio's users know, lets requests in. */
@Tag("full")
@MeshTest
final class IngressIT {

  private static final String GATEWAY = "istio-ingressgateway";
  private static final String CREDENTIAL = "shop-credential";

  private static TrafficSample sample;

  @BeforeAll
  static void deployGateway(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = TrafficSample.deploy(cluster, namespace);
    namespace.apply(sample.certificate().secret(CREDENTIAL));
    namespace.apply(TrafficSample.resource("ingress.yaml"));
    namespace.awaitPods(GATEWAY, 1);
  }

  @Test
  void requestIsRoutedByItsPathAndAnythingElseIsNotFound() {
    Awaitility.await("the gateway routes")
        .atMost(Patience.LIMIT)
        .until(() -> get("/headers").startsWith("200\n"));
    assertThat(get("/headers")).contains("\"x-forwarded-for\"");
    assertThat(get("/elsewhere")).startsWith("404\n");
  }

  @Test
  void tlsEndsAtTheGatewayWithTheCertificateOfTheSecret() {
    Awaitility.await("the gateway shows its certificate")
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode seen =
                  sample.json("tls", GATEWAY + ":443", "--server-name", "shop.example.com");
              assertThat(seen.get("sha256").asText()).isEqualTo(sample.certificate().sha256());
            });
  }

  private static String get(String path) {
    CommandResult result = sample.echo().run("get", "http://" + GATEWAY + path);
    return result.output();
  }
}
