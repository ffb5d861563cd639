package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sidecars go from the version released before to this one, and their pods stay. Inbound, nobody
 * notices; what a pod sends itself while it has no sidecar is measured and printed.
 */
@MeshTest
@Tag("full")
final class InPlaceSidecarIT extends OwnMesh {

  private static final Logger LOG = System.getLogger(InPlaceSidecarIT.class.getName());
  private static final String RELEASED = Releases.newest();
  private static final String SIDECAR = "istio-proxy";

  /** A request each five milliseconds: as exact as the gap is known. */
  private static final int PROBES_PER_SECOND = 200;

  private static final int PROBED_SECONDS = 15;
  private static final int GAPS = 12;

  @BeforeEach
  void allowChangesOfPods(TestCluster cluster) {
    Operator.apply(cluster.client(), Operator.read("install/meshwright-in-place.yaml"));
  }

  @Test
  @DisplayName("LC-in-place, LC-failure-rate: sidecars of two pods are replaced under traffic")
  void podsStayAndNoInboundRequestFails(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, RELEASED, "InPlace");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    scale(namespace, "echo-v1", 2);
    namespace.awaitPods("echo", 3);
    sample.keepClient();
    operator.patch(
        MESH,
        "{\"spec\": {\"dataPlane\": {\"mode\": \"Automatic\", \"sidecarUpgrade\": \"InPlace\"}}}");
    Set<String> pods = uids(sample.echo("v1"));
    Set<String> alone = uids(sample.echo("v2"));
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.patch(MESH, "{\"spec\": {\"version\": \"%s\"}}".formatted(CURRENT));
    Patience.await("all workloads are up to date")
        .until(() -> "default@%s".formatted(CURRENT).equals(done(operator)));

    assertThat(uids(sample.echo("v1"))).as("pods of echo-v1").isEqualTo(pods);
    assertThat(EchoSample.proxyVersions(sample.echo("v1"))).containsOnly(CURRENT);
    assertThat(sample.echo("v1"))
        .allSatisfy(
            pod -> {
              assertThat(sidecar(pod).getRestartCount()).isOne();
              assertThat(pod.getStatus().getContainerStatuses())
                  .extracting(ContainerStatus::getRestartCount)
                  .containsOnly(0);
              assertThat(pod.getMetadata().getAnnotations())
                  .doesNotContainKey("meshwright.io/sidecar-upgrade");
            });
    assertThat(uids(sample.echo("v2")))
        .as("alone, so it is rolled out")
        .doesNotContainAnyElementsOf(alone);
    assertThat(
            namespace
                .client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("meshwright.io/pulls-for")
                .list()
                .getItems())
        .isEmpty();

    load.endsWithoutFailure("upgrade of sidecars in place");
  }

  @Test
  @DisplayName("LC-in-place: what a pod sends while its sidecar is replaced")
  void theGapOfAPodIsMeasured(TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, CURRENT, "InPlace");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    List<Double> waits = new ArrayList<>();
    List<Map<String, Integer>> failures = new ArrayList<>();
    for (int i = 0; i < GAPS; i++) {
      // a sidecar that was replaced before would be kept waiting, as if it crashed
      String client = anotherClient(namespace, sample);
      long sent = RunningLoad.sent(sample.metrics(sample.client()));
      CompletableFuture<LoadResult> load =
          CompletableFuture.supplyAsync(
              () -> sample.load(PROBES_PER_SECOND, PROBED_SECONDS), Thread::startVirtualThread);
      Patience.await("requests flow")
          .until(
              () -> {
                assertThat(load).as("the load").isNotDone();
                return RunningLoad.sent(sample.metrics(sample.client())) > sent + PROBES_PER_SECOND;
              });
      replace(namespace.client(), namespace.name(), client);
      LoadResult result = load.join();
      waits.add(result.latencyMillis().get("max"));
      failures.add(result.failures());
      assertThat(result.requests() - result.failed()).isPositive();
    }
    waits.sort(null);
    LOG.log(
        Level.INFO,
        "longest waits of outbound requests while a sidecar is replaced, ms: {0}, p50 {1}, p99 {2};"
            + " failed: {3}",
        waits,
        waits.get(GAPS / 2),
        waits.getLast(),
        failures);
    assertThat(failures)
        .as("failures of each replacement")
        .allSatisfy(causes -> assertThat(causes.keySet()).noneMatch(it -> it.contains("refused")));
  }

  private static String anotherClient(TestNamespace namespace, EchoSample sample) {
    Pod old = sample.client();
    namespace.client().resource(old).delete();
    Patience.await("another client is ready")
        .until(() -> !uids(List.of(sample.client())).contains(old.getMetadata().getUid()));
    return sample.client().getMetadata().getName();
  }

  /** Another name of the same image: the kubelet replaces the container. */
  private static void replace(KubernetesClient client, String namespace, String name) {
    Pod pod = client.pods().inNamespace(namespace).withName(name).require();
    String image =
        pod.getSpec().getInitContainers().stream()
            .filter(container -> container.getName().equals(SIDECAR))
            .map(Container::getImage)
            .findFirst()
            .orElseThrow();
    String registry = "docker.io/";
    String other =
        image.startsWith(registry) ? image.substring(registry.length()) : registry + image;
    int restarts = sidecar(pod).getRestartCount();
    client
        .pods()
        .inNamespace(namespace)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec": {"initContainers": [{"name": "%s", "image": "%s"}]}}
            """
                .formatted(SIDECAR, other));
    Patience.await("another container runs the sidecar of " + name)
        .until(
            () -> {
              Pod now = client.pods().inNamespace(namespace).withName(name).require();
              return sidecar(now).getRestartCount() > restarts && sidecar(now).getReady();
            });
  }

  private static ContainerStatus sidecar(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .filter(status -> status.getName().equals(SIDECAR))
        .findFirst()
        .orElseThrow();
  }

  private static void scale(TestNamespace namespace, String deployment, int replicas) {
    namespace
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace.name())
        .withName(deployment)
        .scale(replicas);
  }

  private static Set<String> uids(Collection<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  /** The target that all workloads have come to; empty while they have not. */
  private static String done(Operator operator) {
    return phase(operator, "dataPlane")
        .filter("Done"::equals)
        .map(_ -> operator.installation(MESH).<String>get("status", "dataPlane", "target"))
        .orElse("");
  }
}
