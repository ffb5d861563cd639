package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures how long a change of a MeshInstallation takes until its status names the new generation,
 * beside 100 installations with all their objects. It fails only if a status does not come at all.
 */
@MeshTest
@Tag("bench")
final class StatusLatencyIT {

  private static final int INSTALLATIONS = 100;
  private static final int CHANGES = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Nothing was said for so long: the operator has done what it had to do. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  /** When the status of an installation named a generation first, by name and generation. */
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  private volatile long lastStatus = System.nanoTime();

  @Test
  void changeToStatus(TestCluster cluster, Operator operator) throws IOException {
    KubernetesClient client = cluster.client();
    try (SharedIndexInformer<GenericKubernetesResource> informer = follow(client)) {
      for (int i = 0; i < INSTALLATIONS; i++) {
        operator.declareWithoutPods(name(i));
      }
      Awaitility.await("all installations have a status, and their objects")
          .atMost(PATIENCE)
          .until(() -> seen.size() >= INSTALLATIONS && isQuiet());

      double[] millis = new double[CHANGES];
      for (int change = 0; change < CHANGES; change++) {
        millis[change] = measure(client, name(change % INSTALLATIONS), change);
      }

      Arrays.sort(millis);
      BenchResults.report("cr_change_to_status_on_cluster_p50", millis[CHANGES / 2], "ms");
      BenchResults.report("cr_change_to_status_on_cluster_p99", millis[CHANGES * 99 / 100], "ms");
      assertThat(informer.isRunning()).isTrue();
    }
  }

  private SharedIndexInformer<GenericKubernetesResource> follow(KubernetesClient client) {
    return client
        .genericKubernetesResources(Operator.INSTALLATIONS)
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(GenericKubernetesResource added) {
                note(added);
              }

              @Override
              public void onUpdate(
                  GenericKubernetesResource before, GenericKubernetesResource after) {
                note(after);
              }

              @Override
              public void onDelete(GenericKubernetesResource deleted, boolean unknown) {}
            });
  }

  private boolean isQuiet() {
    return System.nanoTime() - lastStatus > QUIET.toNanos();
  }

  private void note(GenericKubernetesResource installation) {
    lastStatus = System.nanoTime();
    Object generation = installation.get("status", "observedGeneration");
    if (generation != null) {
      seen.putIfAbsent(key(installation.getMetadata().getName(), generation), System.nanoTime());
    }
  }

  /**
   * A change that goes through the revision to one of its objects and replaces no pod: the
   * cluster's own work for pods would be most of what is measured.
   */
  private double measure(KubernetesClient client, String name, int change) {
    long begin = System.nanoTime();
    GenericKubernetesResource changed =
        client
            .genericKubernetesResources(Operator.INSTALLATIONS)
            .withName(name)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"controlPlane\":{\"disruptionBudget\":{\"maxUnavailable\":%d}}}}"
                    .formatted(2 + change / INSTALLATIONS));
    String key = key(name, changed.getMetadata().getGeneration());
    Awaitility.await("the status of " + name)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> seen.containsKey(key));
    return (seen.getOrDefault(key, begin) - begin) / 1e6;
  }

  private static String name(int number) {
    return "bench-" + number;
  }

  private static String key(String name, Object generation) {
    return name + " " + generation;
  }
}
