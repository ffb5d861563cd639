package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Upgrades in a row under an open load: half of them with a revision of their own, half in place.
 * Each goes to the other of two released versions, a canary first; two of five are taken back once
 * the canary has moved. The operator moves the workloads.
 *
 * <p>{@code -Dsoak.upgrades} (20), {@code -Dsoak.rate} (200 requests per second) and {@code
 * -Dsoak.requests} (30 000 for each upgrade, at least) change the extent.
 */
@MeshTest
@Tag("bench")
final class UpgradeSoakIT extends OwnMesh {

  private static final Logger LOG = System.getLogger(UpgradeSoakIT.class.getName());

  private static final String RELEASED = Releases.newest();
  private static final int UPGRADES = Integer.getInteger("soak.upgrades", 20);
  private static final int RATE = Integer.getInteger("soak.rate", 200);
  private static final int REQUESTS = Integer.getInteger("soak.requests", 30_000);

  /** Until a load has sent what an upgrade is to see, if it is as slow as half of its rate. */
  private static final Duration LONGEST = Duration.ofSeconds(60 + 2L * REQUESTS / RATE);

  private static final Tally TALLY = new Tally();

  /** How the control plane changes. */
  enum Strategy {
    RevisionBased,
    InPlace
  }

  /** What has been seen of all upgrades. */
  private static final class Tally {
    private int upgrades;
    private int takenBack;
    private long requests;
    private long failed;

    private void count(LoadResult result) {
      requests += result.requests();
      failed += result.requests() - result.statuses().getOrDefault("200", 0);
    }
  }

  @AfterAll
  static void tell() {
    LOG.log(
        Level.INFO,
        String.format(
            "soak: %d of the upgrades were taken back%nsoak: upgrades=%d requests=%d failed=%d",
            TALLY.takenBack, TALLY.upgrades, TALLY.requests, TALLY.failed));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("RS-G10: no request fails while upgrade follows upgrade")
  void noRequestFailsWhileUpgradeFollowsUpgrade(
      Strategy strategy, TestCluster cluster, TestNamespace namespace, Operator operator) {
    operator.installVersion(MESH, NAMESPACE, RELEASED, strategy.name());
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    sample.keepClient();
    operator.patch(MESH, CANARY_FIRST);
    RunningLoad load = sample.startLoad(RATE);
    String version = RELEASED;
    for (int upgrade = 0; upgrade < UPGRADES / Strategy.values().length; upgrade++) {
      long before = load.sent();
      String next = version.equals(RELEASED) ? CURRENT : RELEASED;
      canaryMoves(version, next, operator, sample);
      if (upgrade % 5 == 1 || upgrade % 5 == 3) {
        operator.patch(MESH, "{\"spec\": {\"version\": \"%s\"}}".formatted(version));
        awaitAll(version, operator, sample);
        TALLY.takenBack++;
      } else {
        operator.patch(
            MESH, "{\"metadata\": {\"annotations\": {\"meshwright.io/data-plane\": \"resume\"}}}");
        awaitAll(next, operator, sample);
        version = next;
      }
      TALLY.upgrades++;
      Patience.await(REQUESTS + " requests saw the upgrade")
          .atMost(LONGEST)
          .until(() -> load.sent() >= before + REQUESTS);
    }
    LoadResult result = load.end(strategy + " upgrades");
    TALLY.count(result);
    assertThat(result.failed()).as("%s", result.failures()).isZero();
    assertThat(result.statuses()).containsOnlyKeys("200");
  }

  private static void canaryMoves(
      String version, String next, Operator operator, EchoSample sample) {
    operator.patch(MESH, "{\"spec\": {\"version\": \"%s\"}}".formatted(next));
    awaitPhase(operator, "dataPlane", "Paused");
    Patience.await("the canary runs the proxy " + next)
        .until(() -> EchoSample.proxyVersions(sample.echo("v1")).equals(Set.of(next)));
    assertThat(EchoSample.proxyVersions(sample.echo("v2"))).containsOnly(version);
  }

  private static void awaitAll(String version, Operator operator, EchoSample sample) {
    Patience.await("version " + version + " is active")
        .until(() -> version.equals(operator.installation(MESH).<String>get("status", "version")));
    Patience.await("all pods run the proxy " + version)
        .until(
            () ->
                phase(operator, "dataPlane").filter("Done"::equals).isPresent()
                    && sample.proxyVersions().equals(Set.of(version)));
  }
}
