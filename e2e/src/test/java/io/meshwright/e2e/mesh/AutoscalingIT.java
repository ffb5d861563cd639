package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The control plane grows with its CPU time, and shrinks when the load has gone. */
@MeshTest
@Tag("full")
final class AutoscalingIT {

  private static final Logger LOG = System.getLogger(AutoscalingIT.class.getName());

  /** Those of the sample. */
  private static final int PROXIES = 3;

  /** Scrapers; each keeps the control plane busy without pause. */
  private static final int SCRAPERS = 4;

  /** An autoscaler gives a replica up five minutes after it needed it last. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Test
  void replicasFollowTheCpuTimeAndShareTheProxies(
      TestCluster cluster, TestNamespace namespace, Mesh mesh, Operator operator) {
    PodMetrics.provide(cluster);
    EchoSample.deploy(cluster, namespace);
    try {
      operator.patch(
          "default",
          "{\"spec\":{\"controlPlane\":{\"autoscaling\":"
              + "{\"minReplicas\":1,\"maxReplicas\":2,\"targetCPUUtilization\":50}}}}");
      await("the autoscaler reads the CPU time")
          .until(() -> !autoscaler(cluster, mesh).getStatus().getCurrentMetrics().isEmpty());
      CommandResult top = cluster.shell("kubectl top pods -n " + mesh.namespace());
      assertThat(top.exitCode()).as("%s", top).isZero();
      assertThat(top.output()).contains("istiod-" + mesh.revision());

      long begin = System.nanoTime();
      try (Scrapers _ = new Scrapers(mesh)) {
        await("each of two replicas has proxies").until(() -> isSpread(mesh, 2));
      }
      logSince(begin, "two replicas had proxies");

      long end = System.nanoTime();
      await("one replica is left").until(() -> isSpread(mesh, 1));
      logSince(end, "one replica was left");
      mesh.awaitProxies(PROXIES);
    } finally {
      operator.patch("default", "{\"spec\":{\"controlPlane\":{\"autoscaling\":null}}}");
      operator.awaitReady("default");
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptions(); // one that starts has no address yet
  }

  private static boolean isSpread(Mesh mesh, int replicas) {
    return mesh.runtimes().size() == replicas
        && mesh.runtimes().stream()
            .allMatch(runtime -> mesh.metrics(runtime).sum("pilot_xds") >= 1);
  }

  private static HorizontalPodAutoscaler autoscaler(TestCluster cluster, Mesh mesh) {
    return cluster
        .client()
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(mesh.namespace())
        .withName("istiod-" + mesh.revision())
        .require();
  }

  private static void logSince(long begin, String what) {
    LOG.log(
        Level.INFO,
        "{0} after {1} s",
        what,
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
  }

  /** Ask a pod of the control plane for its metrics, again and again. */
  private static final class Scrapers implements AutoCloseable {

    private final ExecutorService threads = Executors.newFixedThreadPool(SCRAPERS);
    private final AtomicBoolean closed = new AtomicBoolean();

    Scrapers(Mesh mesh) {
      for (int i = 0; i < SCRAPERS; i++) {
        threads.execute(
            () -> {
              while (!closed.get()) {
                scrape(mesh);
              }
            });
      }
    }

    private static void scrape(Mesh mesh) {
      try {
        mesh.metrics(mesh.runtimes().getFirst());
      } catch (KubernetesClientException starting) {
        LOG.log(Level.DEBUG, "not scraped", starting);
      }
    }

    @Override
    public void close() {
      closed.set(true);
      threads.close();
    }
  }
}
