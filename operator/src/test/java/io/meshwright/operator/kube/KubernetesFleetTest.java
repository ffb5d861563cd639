package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.server.ApplyingApiServer;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written to workloads, and that it is seen at once. */
final class KubernetesFleetTest {

  private static final WorkloadKey CART = new WorkloadKey("Deployment", "shop", "cart");
  private static final Workload.Restart NOTE =
      new Workload.Restart(
          "default@0.2.0", Instant.parse("2026-01-01T12:00:00Z"), Workload.Manner.usual());

  private final ApplyingApiServer server =
      new ApplyingApiServer(MeshInstallation.class, MeshRevision.class, MeshRevisionTag.class);
  private final KubernetesClient client = server.client();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final KubernetesFleet fleet =
      new KubernetesFleet(client, new Watches(client), new WriteGate(), executor);

  @BeforeEach
  void start() {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart")
                .addToAnnotations("kept", "yes")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "cart")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    fleet.start();
  }

  @AfterEach
  void stop() {
    fleet.stop();
    executor.shutdownNow();
    client.close();
    server.close();
  }

  private Workload cart() {
    return fleet.workload(CART).orElseThrow();
  }

  private Deployment stored() {
    return client.apps().deployments().inNamespace("shop").withName("cart").get();
  }

  @Test
  void aRestartChangesTheTemplateAndLeavesItsNote() {
    assertThat(cart().podLabels()).isEqualTo(Map.of("app", "cart"));

    fleet.restart(cart(), NOTE);

    assertThat(cart().restart()).as("seen before the watch tells").contains(NOTE);
    assertThat(stored().getMetadata().getAnnotations())
        .isEqualTo(Map.of("kept", "yes", "meshwright.io/restarted-for", NOTE.words()));
    assertThat(stored().getSpec().getTemplate().getMetadata().getAnnotations())
        .isEqualTo(Map.of("kubectl.kubernetes.io/restartedAt", "2026-01-01T12:00:00Z"));

    fleet.release(cart());
    assertThat(cart().restart()).isEmpty();
    // the mock keeps the key of what a merge patch takes away
    assertThat(stored().getMetadata().getAnnotations())
        .containsEntry("kept", "yes")
        .extractingByKey("meshwright.io/restarted-for")
        .isNull();
  }

  @Test
  void aWorkloadThatIsGoneIsNoFailure() {
    Workload read = cart();
    client.resource(stored()).delete();
    fleet.restart(read, NOTE);
    assertThat(stored()).isNull();
  }

  @Test
  void whatTheClusterDoesNotHaveIsNotWaitedFor() {
    assertThat(fleet.workload(new WorkloadKey(WorkloadKey.ROLLOUT, "shop", "cart"))).isEmpty();
    assertThat(fleet.workload(new WorkloadKey("Job", "shop", "once"))).isEmpty();
    assertThat(fleet.budgets("shop")).isEmpty();
  }
}
