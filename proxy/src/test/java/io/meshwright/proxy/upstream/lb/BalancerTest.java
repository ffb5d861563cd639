package io.meshwright.proxy.upstream.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import io.meshwright.proxy.snapshot.LoadBalancing.SlowStart;
import io.meshwright.proxy.snapshot.MatchLabels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BalancerTest {
  private static final int PICKS = 10_000;
  private static final int OVERPROVISIONING = 140;
  private static final Policy ROUND_ROBIN = new Policy.RoundRobin(null);

  private record Host(String name, long weight, long active, boolean healthy) implements Candidate {
    @Override
    public String hashKey() {
      return name;
    }

    @Override
    public MatchLabels subsetLabels() {
      return MatchLabels.NONE;
    }

    /** Hosts whose names begin with {@code new} are. */
    @Override
    public long sinceNanos() {
      return name.startsWith("new") ? 0 : -Duration.ofHours(1).toNanos();
    }
  }

  private final AtomicLong nanos = new AtomicLong();

  private static Host up(String name) {
    return new Host(name, 1, 0, true);
  }

  private static Host down(String name) {
    return new Host(name, 1, 0, false);
  }

  /** Hosts of one locality; an array of it needs no generic type. */
  private record Place(LocalityHosts<Host> hosts) {}

  private static Place locality(int priority, long weight, Host... hosts) {
    return new Place(new LocalityHosts<>(priority, weight, List.of(hosts)));
  }

  private Balancer<Host> balancer(
      Policy policy, double panic, boolean weighted, Place... localities) {
    return Balancer.of(
        new LoadBalancing(policy, panic, weighted),
        OVERPROVISIONING,
        Arrays.stream(localities).map(Place::hosts).toList(),
        new Random(7),
        nanos::get);
  }

  /** How often each host is chosen, in percent. */
  private static Map<String, Double> shares(Balancer<Host> balancer) {
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < PICKS; i++) {
      @Nullable Host host = balancer.pick(Selection.ANY);
      if (host != null) {
        shares.merge(host.name(), 100.0 / PICKS, Double::sum);
      }
    }
    return shares;
  }

  @Test
  void roundRobinGoesThroughAllInTurn() {
    Balancer<Host> balancer =
        balancer(ROUND_ROBIN, 0, false, locality(0, 1, up("a"), up("b"), up("c")));
    List<String> picked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      @Nullable Host host = balancer.pick(Selection.ANY);
      picked.add(host == null ? "" : host.name());
    }
    assertThat(picked.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(picked.subList(3, 6)).isEqualTo(picked.subList(0, 3));
  }

  @Test
  void weightsOfHostsAreKept() {
    Host heavy = new Host("heavy", 3, 0, true);
    for (Policy policy : List.of(ROUND_ROBIN, new Policy.Random())) {
      assertThat(
              shares(balancer(policy, 0, false, locality(0, 1, heavy, up("light")))).get("heavy"))
          .isCloseTo(75, within(2.0));
    }
  }

  @Test
  void leastRequestPrefersTheLessBusy() {
    Host busy = new Host("busy", 1, 100, true);
    Map<String, Double> shares =
        shares(
            balancer(new Policy.LeastRequest(2, null), 0, false, locality(0, 1, busy, up("free"))));
    assertThat(shares.get("free")).isCloseTo(75, within(2.0));
  }

  @Test
  void unhealthyHostsAreLeftOut() {
    assertThat(
            shares(balancer(ROUND_ROBIN, 50, false, locality(0, 1, up("a"), up("b"), down("c")))))
        .containsOnlyKeys("a", "b");
  }

  @Test
  void belowThePanicThresholdHealthIsIgnored() {
    Place hosts = locality(0, 1, up("a"), down("b"), down("c"), down("d"));
    assertThat(shares(balancer(ROUND_ROBIN, 50, false, hosts))).hasSize(4);
    assertThat(shares(balancer(ROUND_ROBIN, 0, false, hosts))).containsOnlyKeys("a");
  }

  @Test
  void withoutAHealthyHostAndWithoutPanicThereIsNone() {
    assertThat(balancer(ROUND_ROBIN, 0, false, locality(0, 1, down("a"))).pick(Selection.ANY))
        .isNull();
    assertThat(balancer(ROUND_ROBIN, 0, false).pick(Selection.ANY)).isNull();
  }

  @Test
  void theNextPriorityHelpsOnlyWhenTheFirstIsTooSmall() {
    Place backup = locality(1, 1, up("backup"));
    assertThat(
            shares(
                balancer(
                    ROUND_ROBIN,
                    0,
                    false,
                    locality(0, 1, up("a"), up("b"), up("c"), down("d")),
                    backup)))
        .doesNotContainKey("backup");
    // half of the hosts times 140 % carry 70 % of the load
    assertThat(
            shares(balancer(ROUND_ROBIN, 0, false, locality(0, 1, up("a"), down("b")), backup))
                .get("backup"))
        .isCloseTo(30, within(2.0));
    assertThat(shares(balancer(ROUND_ROBIN, 0, false, locality(0, 1, down("a")), backup)))
        .containsOnlyKeys("backup");
  }

  @Test
  void localitiesShareByWeightAndHealth() {
    assertThat(
            shares(
                    balancer(
                        ROUND_ROBIN,
                        0,
                        true,
                        locality(0, 90, up("near")),
                        locality(0, 10, up("far"))))
                .get("near"))
        .isCloseTo(90, within(2.0));
    assertThat(
            shares(
                balancer(
                    ROUND_ROBIN,
                    0,
                    true,
                    locality(0, 90, down("near")),
                    locality(0, 10, up("far")))))
        .containsOnlyKeys("far");
  }

  private Balancer<Host> hashing(Policy policy, String... names) {
    return balancer(
        policy,
        0,
        false,
        locality(0, 1, Arrays.stream(names).map(BalancerTest::up).toArray(Host[]::new)));
  }

  private static String byHash(Balancer<Host> balancer, long key) {
    @Nullable Host host =
        balancer.pick(new Selection(XxHash64.of("key" + key), 0, MatchLabels.NONE, Set.of()));
    return host == null ? "" : host.name();
  }

  @ParameterizedTest
  @MethodSource("hashingPolicies")
  void aHashKeepsItsHostWhenAnotherComes(Policy policy) {
    Balancer<Host> before = hashing(policy, "a", "b", "c", "d");
    Balancer<Host> after = hashing(policy, "e", "d", "b", "a", "c");
    int movedToNew = 0;
    int movedElsewhere = 0;
    for (int key = 0; key < PICKS; key++) {
      String now = byHash(after, key);
      if (!now.equals(byHash(before, key))) {
        if (now.equals("e")) {
          movedToNew++;
        } else {
          movedElsewhere++;
        }
      }
    }
    // a fifth has to move; that others get fewer points or places moves a few more
    assertThat(movedToNew).isBetween(PICKS * 15 / 100, PICKS * 25 / 100);
    assertThat(movedElsewhere).isLessThan(PICKS / 10);
  }

  @ParameterizedTest
  @MethodSource("hashingPolicies")
  void hashesAreSharedByWeight(Policy policy) {
    Host heavy = new Host("heavy", 3, 0, true);
    Balancer<Host> balancer = balancer(policy, 0, false, locality(0, 1, heavy, up("light")));
    int toHeavy = 0;
    for (int key = 0; key < PICKS; key++) {
      toHeavy += byHash(balancer, key).equals("heavy") ? 1 : 0;
    }
    assertThat(toHeavy * 100.0 / PICKS).isCloseTo(75, within(5.0));
  }

  @ParameterizedTest
  @MethodSource("hashingPolicies")
  void anotherSelectionFindsAnotherHost(Policy policy) {
    Balancer<Host> balancer = hashing(policy, "a", "b", "c", "d");
    Set<String> found = new HashSet<>();
    for (int repetition = 0; repetition < 20; repetition++) {
      @Nullable Host host =
          balancer.pick(new Selection(7L, repetition, MatchLabels.NONE, Set.of()));
      found.add(host == null ? "" : host.name());
    }
    assertThat(found).hasSizeGreaterThan(1).doesNotContain("");
  }

  @ParameterizedTest
  @MethodSource("policiesWithSlowStart")
  void aNewHostGetsItsShareStepByStep(Policy policy) {
    Balancer<Host> balancer = balancer(policy, 0, false, locality(0, 1, up("old"), up("new")));
    nanos.set(Duration.ofSeconds(1).toNanos());
    assertThat(shares(balancer).get("new")).isCloseTo(100 * 0.2 / 1.2, within(2.0));
    nanos.set(Duration.ofSeconds(50).toNanos());
    assertThat(shares(balancer).get("new")).isCloseTo(100 * 0.5 / 1.5, within(2.0));
    nanos.set(Duration.ofSeconds(100).toNanos());
    assertThat(shares(balancer).get("new")).isCloseTo(50, within(2.0));
  }

  static Stream<Policy> policiesWithSlowStart() {
    SlowStart slowStart = new SlowStart(Duration.ofSeconds(100), 1, 20);
    return Stream.of(new Policy.RoundRobin(slowStart), new Policy.LeastRequest(2, slowStart));
  }

  @Test
  void withoutAHashAHashingPolicyChoosesByChance() {
    assertThat(shares(hashing(Policy.Maglev.DEFAULT, "a", "b"))).containsOnlyKeys("a", "b");
  }

  @Test
  void aPriorityThatIsLeftOutIsUsedOnlyIfThereIsNoOther() {
    Balancer<Host> balancer =
        balancer(ROUND_ROBIN, 0, false, locality(0, 1, up("near")), locality(1, 1, up("far")));
    assertThat(balancer.pick(new Selection(null, 0, MatchLabels.NONE, Set.of(0))))
        .isEqualTo(up("far"));
    assertThat(balancer.pick(new Selection(null, 0, MatchLabels.NONE, Set.of(0, 1))))
        .isEqualTo(up("near"));
  }

  static Stream<Policy> hashingPolicies() {
    return Stream.of(Policy.RingHash.DEFAULT, Policy.Maglev.DEFAULT);
  }
}
