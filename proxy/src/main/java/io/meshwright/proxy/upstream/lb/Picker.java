package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses among the hosts of one group by a policy that does not hash. */
final class Picker<H extends Candidate> implements HostPicker<H> {
  private final Policy policy;
  private final RandomGenerator random;
  private final List<H> hosts;
  private final long[] cumulative;
  private final boolean weighted;
  private final long[] credit;
  private int next;

  /** {@code hosts} holds at least one. */
  Picker(Policy policy, List<H> hosts, RandomGenerator random) {
    this.policy = policy;
    this.hosts = List.copyOf(hosts);
    this.random = random;
    this.cumulative = new long[hosts.size()];
    this.credit = new long[hosts.size()];
    long sum = 0;
    boolean differ = false;
    for (int i = 0; i < cumulative.length; i++) {
      sum += hosts.get(i).weight();
      cumulative[i] = sum;
      differ |= hosts.get(i).weight() != hosts.getFirst().weight();
    }
    this.weighted = differ;
    // workers and clusters must not all begin with the same host
    this.next = random.nextInt(hosts.size());
  }

  @Override
  public H pick(Selection selection) {
    if (hosts.size() == 1) {
      return hosts.getFirst();
    }
    return switch (policy) {
      case Policy.RoundRobin _ -> weighted ? smooth() : inTurn();
      case Policy.LeastRequest(int choices, _) -> leastBusy(choices);
      case Policy.Random(), Policy.RingHash _, Policy.Maglev _, Policy.ByCluster() -> byChance();
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
      credit[i] += hosts.get(i).weight();
      if (credit[i] > credit[best]) {
        best = i;
      }
    }
    credit[best] -= cumulative[cumulative.length - 1];
    return hosts.get(best);
  }

  private H leastBusy(int choices) {
    H best = byChance();
    for (int i = 1; i < choices; i++) {
      H other = byChance();
      if ((other.active() + 1) * best.weight() < (best.active() + 1) * other.weight()) {
        best = other;
      }
    }
    return best;
  }

  private H byChance() {
    if (!weighted) {
      return hosts.get(random.nextInt(hosts.size()));
    }
    long ticket = random.nextLong(cumulative[cumulative.length - 1]);
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
    return hosts.get(low);
  }
}
