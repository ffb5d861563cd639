package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses among the hosts of one group by a policy that does not hash. */
final class Picker<H extends Candidate> implements HostPicker<H> {
  private final Policy policy;
  private final RandomGenerator random;
  private final List<H> hosts;
  private final double[] weights;
  private final double[] cumulative;
  private final boolean weighted;
  private final double[] credit;
  private @Nullable WarmUp warmUp;
  private double sum;
  private int next;

  /** {@code hosts} holds at least one. */
  Picker(Policy policy, List<H> hosts, RandomGenerator random, LongSupplier nanoClock) {
    this.policy = policy;
    this.hosts = List.copyOf(hosts);
    this.random = random;
    this.weights = new double[hosts.size()];
    this.cumulative = new double[hosts.size()];
    this.credit = new double[hosts.size()];
    this.warmUp = WarmUp.of(policy, hosts, nanoClock);
    this.weighted = hosts.stream().anyMatch(h -> h.weight() != hosts.getFirst().weight());
    // workers and clusters must not all begin with the same host
    this.next = random.nextInt(hosts.size());
    weigh();
  }

  private void weigh() {
    WarmUp warming = warmUp;
    if (warming != null && warming.over()) {
      warmUp = null;
      warming = null;
    }
    sum = 0;
    for (int i = 0; i < weights.length; i++) {
      H host = hosts.get(i);
      weights[i] = warming == null ? host.weight() : warming.weight(host);
      sum += weights[i];
      cumulative[i] = sum;
    }
  }

  @Override
  public H pick(Selection selection) {
    if (hosts.size() == 1) {
      return hosts.getFirst();
    }
    if (warmUp != null) {
      weigh();
    }
    boolean equal = !weighted && warmUp == null;
    return switch (policy) {
      case Policy.RoundRobin _ -> equal ? inTurn() : smooth();
      case Policy.LeastRequest(int choices, _) -> leastBusy(choices, equal);
      case Policy.Random(), Policy.RingHash _, Policy.Maglev _, Policy.ByCluster() ->
          hosts.get(byChance(equal));
    };
  }

  private H inTurn() {
    H host = hosts.get(next);
    next = next + 1 == hosts.size() ? 0 : next + 1;
    return host;
  }

  /** Weighted round robin that spreads a heavy host's turns evenly. */
  private H smooth() {
    int best = 0;
    for (int i = 0; i < credit.length; i++) {
      credit[i] += weights[i];
      if (credit[i] > credit[best]) {
        best = i;
      }
    }
    credit[best] -= sum;
    return hosts.get(best);
  }

  /** The least busy of some by chance; a new host is chosen as seldom as its weight says. */
  private H leastBusy(int choices, boolean equal) {
    int best = byChance(equal);
    for (int i = 1; i < choices; i++) {
      int other = byChance(equal);
      H one = hosts.get(best);
      H two = hosts.get(other);
      if ((two.active() + 1) * one.weight() < (one.active() + 1) * two.weight()) {
        best = other;
      }
    }
    return hosts.get(best);
  }

  private int byChance(boolean equal) {
    if (equal) {
      return random.nextInt(hosts.size());
    }
    double ticket = random.nextDouble() * sum;
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > ticket) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
