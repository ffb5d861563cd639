package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.config.OperatorConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One replica writes; the others have their caches warm and wait for its Lease.
 *
 * <p>A leader that is asked to stop closes the {@link WriteGate} and gives the Lease back, so that
 * another takes over within {@link #RETRY_PERIOD} and its jitter, 4.4 s at the latest. A leader
 * that dies is followed after {@link #LEASE_DURATION} and that, 18.4 s at the latest. A leader that
 * could not renew ends at once, in the middle of whatever it does: another may be writing.
 *
 * <p>The SDK would end the process on each stop and never gives the Lease back; hence the
 * callbacks.
 */
@Singleton
public class Leadership {

  static final Duration LEASE_DURATION = Duration.ofSeconds(14);

  static final Duration RENEW_DEADLINE = Duration.ofSeconds(9);
  static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  /** How long a write may take while the leader stops; with the last renewal below the lease. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** Around the observer that stops the controllers, which has the default of 2500. */
  private static final int BEFORE_CONTROLLERS = 1000;

  private static final int AFTER_CONTROLLERS = 3000;
  private static final Logger LOG = Logger.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final String identity;
  private final Runnable halt;
  private final WriteGate gate = new WriteGate();
  private volatile boolean leading;
  private volatile boolean stopping;

  @Inject
  public Leadership(KubernetesClient client, OperatorConfig config) {
    this(client, config, podName(), () -> Runtime.getRuntime().halt(1));
  }

  /**
   * Makes one for tests.
   *
   * @param halt ends the process without running anything else
   */
  Leadership(KubernetesClient client, OperatorConfig config, String identity, Runnable halt) {
    this.client = client;
    this.config = config;
    this.identity = identity;
    this.halt = halt;
  }

  private static String podName() {
    return Objects.requireNonNullElseGet(
        System.getenv("HOSTNAME"), () -> UUID.randomUUID().toString());
  }

  /** How the SDK takes part in the election. */
  @Produces
  @Singleton
  LeaderElectionConfiguration election() {
    return new LeaderElectionConfiguration(
        OperatorNames.LEADER_LEASE,
        config.namespace(),
        LEASE_DURATION,
        RENEW_DEADLINE,
        RETRY_PERIOD,
        identity,
        new LeaderCallbacks(this::started, this::lost, _ -> {}),
        false);
  }

  /** Name of this replica: its pod's. */
  String identity() {
    return identity;
  }

  WriteGate gate() {
    return gate;
  }

  /** Whether this replica is the one that writes. */
  public boolean isLeading() {
    return leading;
  }

  private void started() {
    leading = true;
  }

  /** Called when the Lease went to another or could not be renewed, and on the way down. */
  private void lost() {
    if (!stopping) {
      LOG.error("Lost the Lease " + OperatorNames.LEADER_LEASE + "; another replica may lead: end");
      halt.run();
    }
    leading = false;
  }

  void beforeControllersStop(@Observes @Priority(BEFORE_CONTROLLERS) ShutdownEvent event) {
    stopping = true;
    if (!gate.close(DRAIN)) {
      LOG.warn("A write takes longer than " + DRAIN.toSeconds() + " s");
    }
  }

  void afterControllersStopped(@Observes @Priority(AFTER_CONTROLLERS) ShutdownEvent event) {
    release();
  }

  /** Gives the Lease back if it is ours. */
  void release() {
    LeaseLock lock = new LeaseLock(config.namespace(), OperatorNames.LEADER_LEASE, identity);
    try {
      LeaderElectionRecord current = lock.get(client);
      if (current == null || !identity.equals(current.getHolderIdentity())) {
        return;
      }
      ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
      lock.update(
          client,
          new LeaderElectionRecord(
              "", Duration.ofSeconds(1), now, now, current.getLeaderTransitions()));
      LOG.info("Gave the Lease " + OperatorNames.LEADER_LEASE + " back");
    } catch (KubernetesClientException e) {
      LOG.warn("The Lease " + OperatorNames.LEADER_LEASE + " will run out by itself", e);
    }
  }
}
