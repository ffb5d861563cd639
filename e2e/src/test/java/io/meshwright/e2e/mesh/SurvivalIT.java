package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** No request fails while parts of the mesh, or of the application, come and go. */
@MeshTest
final class SurvivalIT {

  private static final int PER_SECOND = 100;

  /** The client and one of each version of the service. */
  private static final int PROXIES = 3;

  private static final Duration AWAY = Duration.ofMinutes(1);

  private static EchoSample sample;

  private RunningLoad load;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace);
  }

  @BeforeEach
  void startLoad() {
    load = sample.startLoad(PER_SECOND);
  }

  @AfterEach
  void noRequestFailed(TestInfo test) {
    load.endsWithoutFailure(test.getDisplayName());
  }

  @Test
  void restartOfTheControlPlane(Mesh mesh) {
    mesh.restartRuntime();
    mesh.awaitProxies(PROXIES);
  }

  @Test
  void minuteWithoutControlPlane(Mesh mesh, Operator operator) {
    operator.pause("default", true);
    try {
      mesh.scaleRuntime(0);
      Instant back = Instant.now().plus(AWAY);
      Awaitility.await("the minute is over")
          .atMost(AWAY.plusSeconds(10))
          .pollInterval(1, TimeUnit.SECONDS)
          .until(() -> Instant.now().isAfter(back));
      mesh.scaleRuntime(1);
    } finally {
      operator.pause("default", false);
    }
    operator.awaitReady("default");
    mesh.awaitProxies(PROXIES);
  }

  @Test
  void rolloutOfTheService() {
    sample.restart();
  }
}
