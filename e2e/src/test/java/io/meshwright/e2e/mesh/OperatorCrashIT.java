package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator goes on when the replica that leads dies without a word. */
@MeshTest
@Tag("full")
final class OperatorCrashIT {

  private static final Logger LOG = System.getLogger(OperatorCrashIT.class.getName());
  private static final String NAME = "after-crash";

  /** Of the Lease, not of the machine: 14 seconds until it ends, and 4.4 to be seen and taken. */
  private static final Duration PROMISED = Duration.ofSeconds(20);

  @Test
  @DisplayName("LC-failover: a leader that dies is followed in 20 seconds, and a change is made")
  void theOtherReplicaMakesTheChangeOfMeanwhile(TestCluster cluster, Operator operator) {
    Assumptions.assumeFalse(cluster.isForeign(), "nobody can kill processes on its nodes");
    String leader = operator.leader();
    assertThat(leader).isNotEmpty();
    try {
      Instant crash = cluster.crash(operator.pod(leader));
      // or its node would start it again, and it would go on as the leader that it was
      operator.kill(leader);
      operator.declare(NAME, NAME);
      Patience.await("another replica leads")
          .until(operator::leader, now -> !now.isEmpty() && !now.equals(leader));
      Duration leaderless = Duration.between(crash, operator.leadingSince());
      LOG.log(Level.INFO, "another operator led {0} ms after the crash", leaderless.toMillis());
      operator.awaitReady(NAME);
      LOG.log(
          Level.INFO,
          "the change of meanwhile was made {0} ms after the crash",
          Duration.between(crash, Instant.now()).toMillis());
      assertThat(leaderless).isBetween(Duration.ZERO, PROMISED);
    } finally {
      operator.awaitReplicas();
      operator.delete(NAME);
    }
  }
}
