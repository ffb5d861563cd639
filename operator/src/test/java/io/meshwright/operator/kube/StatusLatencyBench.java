package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.server.ApplyingApiServer;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.manifest.RevisionManifests;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * From a change of a MeshInstallation to a status that names its generation, beside 100
 * installations with all their objects on a mock of the API server; run by {@code make
 * bench-operator}. {@code StatusLatencyIT} measures the same on a cluster.
 */
final class StatusLatencyBench {

  private static final int INSTALLATIONS = 100;
  private static final int CHANGES = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Nothing was written for so long: all that was to be done is done. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private static final OperatorConfig CONFIG = OperatorConfig.of("meshwright-system", Map.of());

  /** When the status of an installation named a generation first, by name and generation. */
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  private volatile long lastWrite = System.nanoTime();

  @Test
  void changeToStatus() throws IOException {
    try (ApplyingApiServer server =
            new ApplyingApiServer(
                MeshInstallation.class, MeshRevision.class, MeshRevisionTag.class);
        KubernetesClient users = server.client();
        KubernetesClient operators = server.client()) {
      CrdBundle.all().values().forEach(crd -> users.resource(crd).create());
      Controllers controllers =
          new Controllers(operators, CONFIG, new Leadership(operators, CONFIG, "bench", () -> {}));
      Operator operator = start(operators, controllers);
      try {
        follow(controllers.watches());
        for (int i = 0; i < INSTALLATIONS; i++) {
          users
              .resource(
                  users
                      .getKubernetesSerialization()
                      .unmarshal(installation(i), MeshInstallation.class))
              .create();
        }
        Awaitility.await("all installations have their objects and a status")
            .atMost(PATIENCE)
            .until(() -> seen.size() >= INSTALLATIONS && isQuiet());
        report(users);
      } finally {
        operator.stop();
        controllers.stop();
      }
    }
  }

  private static Operator start(KubernetesClient client, Controllers controllers) {
    Operator operator =
        new Operator(
            settings -> settings.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(new MeshInstallationReconciler(controllers));
    operator.register(new MeshRevisionReconciler(controllers));
    operator.register(new MeshRevisionTagReconciler(controllers));
    operator.start();
    return operator;
  }

  private void follow(Watches watches) {
    RevisionManifests.KINDS.forEach(
        kind -> watches.subscribe(kind, (_, _) -> lastWrite = System.nanoTime()));
    watches.subscribe(MeshRevision.class, (_, _) -> lastWrite = System.nanoTime());
    watches.subscribe(
        MeshInstallation.class,
        (_, after) -> {
          lastWrite = System.nanoTime();
          Long generation =
              after == null || after.getStatus() == null
                  ? null
                  : after.getStatus().observedGeneration();
          if (after != null && generation != null) {
            seen.putIfAbsent(key(after, generation), lastWrite);
          }
        });
  }

  private boolean isQuiet() {
    return System.nanoTime() - lastWrite > QUIET.toNanos();
  }

  private void report(KubernetesClient users) throws IOException {
    double[] millis = new double[CHANGES];
    for (int change = 0; change < CHANGES; change++) {
      millis[change] = measure(users, change);
    }
    Arrays.sort(millis);
    Figures.report("cr_change_to_status_p50", millis[CHANGES / 2], "ms");
    Figures.report("cr_change_to_status_p99", millis[CHANGES * 99 / 100], "ms");
  }

  /** A change that goes through the revision to one of its objects. */
  private double measure(KubernetesClient users, int change) {
    long begin = System.nanoTime();
    MeshInstallation changed =
        users
            .resources(MeshInstallation.class)
            .withName("mesh-" + change % INSTALLATIONS)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"controlPlane\":{\"disruptionBudget\":{\"maxUnavailable\":%d}}}}"
                    .formatted(2 + change / INSTALLATIONS));
    String key = key(changed, changed.getMetadata().getGeneration());
    Awaitility.await("the status of " + key)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> seen.containsKey(key));
    return (Objects.requireNonNull(seen.get(key)) - begin) / 1e6;
  }

  private static String installation(int number) {
    return """
    apiVersion: meshwright.io/v1alpha1
    kind: MeshInstallation
    metadata:
      name: mesh-%1$d
    spec:
      namespace: mesh-%1$d
      trust:
        bundleName: mesh-%1$d
    """
        .formatted(number);
  }

  private static String key(MeshInstallation installation, long generation) {
    return installation.getMetadata().getName() + " " + generation;
  }
}
