package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The watch of one kind that can be restarted. Thread-safe. */
final class WorkloadWatch {

  private static final Logger LOG = Logger.getLogger(WorkloadWatch.class);
  private static final long NO_RESYNC = 0;
  private static final long SYNC_SECONDS = 60;

  /** A page of whole objects is garbage as soon as it is trimmed; small pages keep it small. */
  private static final long PER_PAGE = 250;

  /** Between two looks for a kind that the cluster does not have. */
  private static final Duration ABSENT = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final ResourceDefinitionContext kind;
  private final TrimmedWorkloads workloads;
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private boolean started;
  private Instant nextLook = Instant.EPOCH;

  WorkloadWatch(
      KubernetesClient client,
      ResourceDefinitionContext kind,
      Function<GenericKubernetesResource, Workload> reader,
      Runnable changed) {
    this.client = client;
    this.kind = kind;
    this.workloads = new TrimmedWorkloads(reader, changed);
    this.informer =
        client
            .genericKubernetesResources(kind)
            .inAnyNamespace()
            .withLimit(PER_PAGE)
            .runnableInformer(NO_RESYNC)
            .itemStore(workloads);
  }

  /** One object of the kind. */
  Resource<GenericKubernetesResource> object(WorkloadKey key) {
    return client
        .genericKubernetesResources(kind)
        .inNamespace(key.namespace())
        .withName(key.name());
  }

  TrimmedWorkloads workloads() {
    return workloads;
  }

  /** Whether a cluster may lack the kind. */
  boolean isOptional() {
    return kind.getKind().equals(WorkloadKey.ROLLOUT);
  }

  /** Whether all is seen; of a kind that may be absent or forbidden, if it ever was. */
  synchronized boolean isCurrent() {
    return informer.hasSynced() ? informer.isWatching() : isOptional();
  }

  /** Starts once, and waits until all is seen. */
  synchronized void start() {
    if (!started) {
      started = true;
      informer.start().toCompletableFuture().orTimeout(SYNC_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  /** Starts in the background if the cluster has the kind by now. */
  synchronized void startOn(ScheduledExecutorService executor) {
    Instant now = Instant.now();
    if (started || now.isBefore(nextLook) || executor.isShutdown()) {
      return;
    }
    nextLook = now.plus(ABSENT);
    executor.execute(this::startIfThere);
  }

  private void startIfThere() {
    try {
      if (client.supports(kind.getGroup() + "/" + kind.getVersion(), kind.getKind())) {
        synchronized (this) {
          started = true;
        }
        var _ = informer.start();
      }
    } catch (KubernetesClientException e) {
      LOG.warnf("Objects of kind %s cannot be watched: %s", kind.getKind(), e.getMessage());
    }
  }

  void stop() {
    informer.stop();
  }
}
