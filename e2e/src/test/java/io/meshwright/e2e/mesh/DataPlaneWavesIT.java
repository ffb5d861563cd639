package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operator takes workloads from the version released before to this one, in waves and under
 * traffic. The client that sends it has opted out: its own connections end with its pod.
 */
@MeshTest
@Tag("full")
final class DataPlaneWavesIT {

  private static final String MESH = "default";
  private static final String NAMESPACE = "istio-system";
  private static final String RELEASED = Releases.newest();
  private static final String CURRENT = System.getProperty("meshwright.version");
  private static final int PER_SECOND = 100;

  @BeforeEach
  void removeTheMeshOfOtherTests(Operator operator) {
    operator.delete(MESH);
  }

  @AfterEach
  void removeTheMesh(Operator operator, TestNamespace namespace) {
    namespace.removeWorkloads();
    operator.delete(MESH);
  }

  @Test
  @DisplayName("LC-waves, LC-failure-rate: the canary first, the rest when it is resumed")
  void workloadsAreMovedInWavesWhileRequestsFlow(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, RELEASED, "RevisionBased");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    namespace
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace.name())
        .withName(EchoSample.CLIENT)
        .edit(
            client ->
                client
                    .edit()
                    .editMetadata()
                    .addToAnnotations("meshwright.io/proxy-update", "never")
                    .endMetadata()
                    .build());
    operator.patch(
        MESH,
        """
        {"spec": {"dataPlane": {"mode": "Automatic", "waves": [
          {"name": "canary", "workloadSelector": {"matchLabels": {"version": "v1"}}, "pause": "forever"}]}}}
        """);
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.patch(MESH, "{\"spec\": {\"version\": \"%s\"}}".formatted(CURRENT));
    awaitPhase("Paused", operator);
    awaitVersion(CURRENT, "v1", sample);
    assertThat(EchoSample.proxyVersions(sample.echo("v2"))).containsOnly(RELEASED);

    operator.patch(
        MESH, "{\"metadata\": {\"annotations\": {\"meshwright.io/data-plane\": \"resume\"}}}");
    awaitPhase("Done", operator);
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

  private static void awaitPhase(String phase, Operator operator) {
    Patience.await("the data plane is " + phase)
        .until(
            () ->
                Optional.ofNullable(
                        operator.installation(MESH).<String>get("status", "dataPlane", "phase"))
                    .filter(phase::equals)
                    .isPresent());
  }
}
