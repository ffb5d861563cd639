package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.crd.naming.MeshNames;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Follows the Secrets of the mesh's authority, its own and one that a user brings, and has them
 * looked at whenever they change. Informers only enqueue; the work is done on the executor.
 */
public final class CaWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CaWatch.class);
  private static final long RETRY_SECONDS = 5;

  private final Runnable refresh;
  private final ScheduledExecutorService executor;
  private final List<SharedIndexInformer<Secret>> informers;

  /**
   * Follows nothing before {@link #start}.
   *
   * @param refresh reads the Secrets itself
   * @param executor the caller's to shut down
   */
  public CaWatch(
      KubernetesClient client,
      String meshNamespace,
      Runnable refresh,
      ScheduledExecutorService executor) {
    this.refresh = refresh;
    this.executor = executor;
    this.informers =
        List.of(
            informer(client, meshNamespace, MeshNames.CA_SECRET),
            informer(client, meshNamespace, MeshNames.PLUGIN_CA_SECRET));
  }

  /** Begins to follow. */
  public void start() {
    informers.forEach(SharedIndexInformer::start);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }

  private SharedIndexInformer<Secret> informer(
      KubernetesClient client, String namespace, String name) {
    return NamedObjectInformer.of(client.secrets(), namespace, name, this::enqueue, this::enqueue);
  }

  private void enqueue() {
    if (!executor.isShutdown()) {
      executor.execute(this::look);
    }
  }

  private void look() {
    try {
      refresh.run();
    } catch (KubernetesClientException e) {
      LOG.warnf("Cannot read the Secrets of the authority: %s", e.getMessage());
      if (!executor.isShutdown()) {
        // nobody waits for the retry; it reports its own failure
        var _ = executor.schedule(this::look, RETRY_SECONDS, TimeUnit.SECONDS);
      }
    }
  }
}
