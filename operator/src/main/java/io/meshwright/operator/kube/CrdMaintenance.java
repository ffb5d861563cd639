package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.crds.CrdUpgrade;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Wiring of the CRD upgrade: the leading replica runs it when it begins to lead, then rarely. */
@Singleton
public class CrdMaintenance {

  private static final Logger LOG = Logger.getLogger(CrdMaintenance.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final Leadership leadership;
  private final CrdUpgrade upgrade;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("crds").factory());

  /** Used by the executor's thread only. */
  private Instant next = Instant.MIN;

  public CrdMaintenance(KubernetesClient client, Leadership leadership) {
    this.leadership = leadership;
    this.upgrade =
        new CrdUpgrade(
            new KubernetesCrdStore(client, leadership.gate()),
            () -> CrdBundle.all().values().iterator(),
            client.getKubernetesSerialization());
  }

  @Startup
  void start() {
    var _ =
        executor.scheduleWithFixedDelay(
            this::runIfDue, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Shutdown
  void stop() {
    executor.shutdownNow();
  }

  private void runIfDue() {
    Instant now = Instant.now();
    if (!leadership.isLeading()) {
      next = Instant.MIN;
    } else if (!now.isBefore(next)) {
      try {
        upgrade.run();
      } catch (RuntimeException e) {
        LOG.warn("The CRDs could not be looked at", e);
      }
      next = now.plus(AGAIN);
    }
  }
}
