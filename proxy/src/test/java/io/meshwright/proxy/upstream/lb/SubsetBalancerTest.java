package io.meshwright.proxy.upstream.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.Subsets;
import io.meshwright.proxy.snapshot.Subsets.Fallback;
import io.meshwright.proxy.snapshot.Subsets.Selector;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SubsetBalancerTest {
  private static final int PICKS = 1000;
  private static final int OVERPROVISIONING = 140;

  private static final Host V1 = new Host("v1", labels("version", "1", "stage", "prod"), true);
  private static final Host V2 = new Host("v2", labels("version", "2", "stage", "prod"), true);
  private static final Host CANARY = new Host("canary", labels("version", "2"), true);
  private static final Host SICK = new Host("sick", labels("version", "3"), false);

  private record Host(String name, MatchLabels subsetLabels, boolean healthy) implements Candidate {
    @Override
    public long weight() {
      return 1;
    }

    @Override
    public long active() {
      return 0;
    }

    @Override
    public long sinceNanos() {
      return 0;
    }

    @Override
    public String hashKey() {
      return name;
    }
  }

  private static MatchLabels labels(String... namesAndValues) {
    return namesAndValues.length == 2
        ? new MatchLabels(Map.of(namesAndValues[0], namesAndValues[1]))
        : new MatchLabels(
            Map.of(namesAndValues[0], namesAndValues[1], namesAndValues[2], namesAndValues[3]));
  }

  private static Subsets subsets(Fallback fallback, Selector... selectors) {
    return new Subsets(fallback, labels("stage", "prod"), List.of(selectors), false, false, false);
  }

  private static Selector by(@Nullable Fallback fallback, String... keys) {
    return new Selector(Set.of(keys), fallback, Set.of());
  }

  private static SubsetBalancer<Host> balancer(@Nullable Subsets subsets) {
    return balancer(
        subsets, false, List.of(new LocalityHosts<>(0, 1, List.of(V1, V2, CANARY, SICK))));
  }

  private static SubsetBalancer<Host> balancer(
      @Nullable Subsets subsets, boolean weighted, List<LocalityHosts<Host>> localities) {
    return new SubsetBalancer<>(
        new LoadBalancing(new Policy.Random(), 0, weighted, subsets),
        localities,
        (config, some) -> Balancer.of(config, OVERPROVISIONING, some, new Random(7), () -> 0));
  }

  /** The names of all hosts that requests for these labels get. */
  private static Set<String> hosts(SubsetBalancer<Host> balancer, MatchLabels wanted) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < PICKS; i++) {
      @Nullable Host host = balancer.pick(new Selection(null, 0, wanted, Set.of()));
      if (host != null) {
        names.add(host.name());
      }
    }
    return names;
  }

  @Test
  void withoutSubsetsLabelsDoNotMatter() {
    assertThat(hosts(balancer(null), labels("version", "1"))).containsExactly("canary", "v1", "v2");
  }

  @Test
  void aRequestGetsHostsWithTheLabelsThatItAsksFor() {
    var balancer =
        balancer(subsets(Fallback.NONE, by(null, "version"), by(null, "version", "stage")));

    assertThat(hosts(balancer, labels("version", "1"))).containsExactly("v1");
    assertThat(hosts(balancer, labels("version", "2"))).containsExactly("canary", "v2");
    assertThat(hosts(balancer, labels("version", "2", "stage", "prod"))).containsExactly("v2");
  }

  @Test
  void whatNoSelectorNamesIsAskedForInVain() {
    var balancer = balancer(subsets(Fallback.NONE, by(null, "version")));

    assertThat(hosts(balancer, labels("stage", "prod"))).isEmpty();
    assertThat(hosts(balancer, MatchLabels.NONE)).isEmpty();
    assertThat(hosts(balancer, labels("version", "9"))).isEmpty();
  }

  @Test
  void theClustersFallbackTakesTheRest() {
    assertThat(hosts(balancer(subsets(Fallback.ANY, by(null, "version"))), labels("version", "9")))
        .containsExactly("canary", "v1", "v2");
    assertThat(
            hosts(
                balancer(subsets(Fallback.DEFAULT_SUBSET, by(null, "version"))), MatchLabels.NONE))
        .containsExactly("v1", "v2");
  }

  @Test
  void aSelectorsFallbackStandsBeforeTheClusters() {
    var balancer = balancer(subsets(Fallback.ANY, by(Fallback.NONE, "version")));

    assertThat(hosts(balancer, labels("version", "9"))).isEmpty();
    assertThat(hosts(balancer, labels("stage", "x"))).containsExactly("canary", "v1", "v2");
  }

  @Test
  void fewerLabelsAreTriedWhereASelectorSaysSo() {
    Selector both =
        new Selector(Set.of("version", "stage"), Fallback.FEWER_LABELS, Set.of("version"));
    var balancer = balancer(subsets(Fallback.NONE, both, by(null, "version")));

    assertThat(hosts(balancer, labels("version", "1", "stage", "test"))).containsExactly("v1");
    assertThat(hosts(balancer, labels("version", "9", "stage", "test"))).isEmpty();
  }

  @Test
  void aSubsetThatIsDownIsNotReplaced() {
    var balancer = balancer(subsets(Fallback.ANY, by(null, "version")));

    assertThat(hosts(balancer, labels("version", "3"))).isEmpty();
  }

  @Test
  void anyHostIsTheLastResortWhereTheDefaultSubsetHasNone() {
    var balancer =
        balancer(
            new Subsets(
                Fallback.DEFAULT_SUBSET,
                labels("stage", "none"),
                List.of(by(null, "version")),
                false,
                false,
                true));

    assertThat(hosts(balancer, labels("version", "9"))).containsExactly("canary", "v1", "v2");
  }

  @Test
  void localitiesKeepTheirWeightsWithinASubsetOnlyIfAsked() {
    List<LocalityHosts<Host>> localities =
        List.of(new LocalityHosts<>(0, 0, List.of(V2)), new LocalityHosts<>(0, 1, List.of(CANARY)));
    Selector version = by(null, "version");

    assertThat(
            hosts(
                balancer(subsets(Fallback.NONE, version), true, localities),
                labels("version", "2")))
        .containsExactly("canary", "v2");
    assertThat(
            hosts(
                balancer(
                    new Subsets(
                        Fallback.NONE, MatchLabels.NONE, List.of(version), true, true, false),
                    true,
                    localities),
                labels("version", "2")))
        .containsExactly("canary");
  }
}
