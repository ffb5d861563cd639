package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job: requests of an injected sample are routed, encrypted and counted. */
@MeshTest
final class TrafficIT {

  private static final int REQUESTS = 1000;

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace);
    sample.apply("routing.yaml");
    Patience.await("the routing rule is in force")
        .until(() -> sample.load(50, 1).share("v1") > 0.7);
  }

  @Test
  void ninetyOfHundredRequestsGoToTheFirstVersion() {
    LoadResult result = sample.load(100, REQUESTS / 100);

    assertThat(result.failed()).as("%s", result.failures()).isZero();
    assertThat(result.statuses()).isEqualTo(Map.of("200", REQUESTS));
    // four standard deviations of a binomial distribution
    assertThat(result.share("v1")).isCloseTo(0.9, within(0.038));
    assertThat(result.share("v1") + result.share("v2")).isCloseTo(1, within(1e-9));
  }

  @Test
  void bothSidesCountRequestsAsMutuallyAuthenticated(TestNamespace namespace) {
    sample.load(50, 1);

    assertThat(sample.metrics(sample.client()))
        .containsPattern(
            "istio_requests_total\\{[^}]*reporter=\"source\"[^}]*destination_version=\"v1\"[^}]*"
                + "response_code=\"200\"[^}]*} [1-9]");
    Pod echo = sample.echo("v1").getFirst();
    assertThat(sample.metrics(echo))
        .containsPattern(
            "istio_requests_total\\{[^}]*reporter=\"destination\"[^}]*"
                + "source_principal=\"spiffe://cluster.local/ns/"
                + namespace.name()
                + "/sa/client\"[^}]*connection_security_policy=\"mutual_tls\"} [1-9]");
  }
}
