package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/** Elects one of several replicas by a Lease, again and again until it is closed. */
public final class LeaseElection implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(LeaseElection.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final LeaseLock lock;
  private final LeaderCallbacks callbacks;
  private final ExecutorService executor;
  private volatile boolean closed;
  private volatile CompletableFuture<?> candidacy = CompletableFuture.completedFuture(null);

  /**
   * {@code lock} names the Lease and this replica; {@code executor} is the caller's to shut down.
   */
  public LeaseElection(
      KubernetesClient client,
      LeaseLock lock,
      Runnable onLeading,
      Runnable onFollowing,
      ExecutorService executor) {
    this.client = client;
    this.lock = lock;
    this.callbacks =
        new LeaderCallbacks(
            onLeading, onFollowing, leader -> LOG.infof("%s leads %s", leader, lock.describe()));
    this.executor = executor;
  }

  /** Stands for election, and again whenever the Lease was lost. */
  public void start() {
    LeaderElector elector =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(lock.describe())
                    .withLock(lock)
                    .withLeaseDuration(LEASE)
                    .withRenewDeadline(RENEW)
                    .withRetryPeriod(RETRY)
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(callbacks)
                    .build())
            .build();
    candidacy = elector.start();
    // A candidacy ends when the Lease is lost; the next one begins then.
    var _ =
        candidacy.whenCompleteAsync(
            (_, _) -> {
              if (!closed) {
                start();
              }
            },
            executor);
  }

  /** Gives the Lease up, so that another replica need not wait for its end. */
  @Override
  public void close() {
    closed = true;
    candidacy.cancel(true);
  }
}
