package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operator takes workloads from the version released before to this one, in waves and under
 * traffic. The client that sends it has opted out: its own connections end with its pod.
 */
@MeshTest
@Tag("full")
final class DataPlaneWavesIT extends OwnMesh {

  private static final String RELEASED = Releases.newest();

  @Test
  @DisplayName("LC-waves, LC-failure-rate: the canary first, the rest when it is resumed")
  void workloadsAreMovedInWavesWhileRequestsFlow(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, RELEASED, "RevisionBased");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    sample.keepClient();
    operator.patch(MESH, CANARY_FIRST);
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.patch(MESH, "{\"spec\": {\"version\": \"%s\"}}".formatted(CURRENT));
    awaitPhase(operator, "dataPlane", "Paused");
    awaitVersion(CURRENT, "v1", sample);
    assertThat(EchoSample.proxyVersions(sample.echo("v2"))).containsOnly(RELEASED);

    operator.patch(
        MESH, "{\"metadata\": {\"annotations\": {\"meshwright.io/data-plane\": \"resume\"}}}");
    awaitPhase(operator, "dataPlane", "Done");
    awaitVersion(CURRENT, "v2", sample);
    assertThat(EchoSample.proxyVersions(List.of(sample.client())))
        .as("opted out")
        .containsOnly(RELEASED);
    assertThat(operator.installation(MESH).getMetadata().getAnnotations())
        .doesNotContainKey("meshwright.io/data-plane");

    load.endsWithoutFailure("upgrade in waves");
  }

  /** Pods that have ended are no workload's any more, but may be listed for a moment. */
  private static void awaitVersion(String version, String app, EchoSample sample) {
    Patience.await("all pods of echo-" + app + " run the proxy " + version)
        .until(() -> EchoSample.proxyVersions(sample.echo(app)).equals(Set.of(version)));
  }
}
