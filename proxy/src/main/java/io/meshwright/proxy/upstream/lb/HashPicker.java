package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses by the request's hash; by chance if it has none. The table is made with the first choice:
 * most of those that a change of hosts outdates are never used.
 */
final class HashPicker<H extends Candidate> implements HostPicker<H> {
  private final Policy policy;
  private final RandomGenerator random;
  private final List<H> hosts;
  private final List<HashTable.Share> shares;
  private @Nullable HashTable table;

  private HashPicker(
      Policy policy, List<H> hosts, List<HashTable.Share> shares, RandomGenerator random) {
    this.policy = policy;
    this.hosts = List.copyOf(hosts);
    this.shares = List.copyOf(shares);
    this.random = random;
  }

  /** Hosts whose weights count among all. */
  static <H extends Candidate> HashPicker<H> of(
      Policy policy, List<H> hosts, RandomGenerator random) {
    List<HashTable.Share> shares = new ArrayList<>(hosts.size());
    addShares(hosts, 1, shares);
    return new HashPicker<>(policy, hosts, shares, random);
  }

  /** Hosts whose weights count in their localities, which have weights too. */
  static <H extends Candidate> HashPicker<H> ofLocalities(
      Policy policy, List<LocalityHosts<H>> localities, RandomGenerator random) {
    double all = localities.stream().mapToLong(LocalityHosts::weight).sum();
    List<H> hosts = new ArrayList<>();
    List<HashTable.Share> shares = new ArrayList<>();
    for (LocalityHosts<H> locality : localities) {
      hosts.addAll(locality.hosts());
      addShares(locality.hosts(), locality.weight() / all, shares);
    }
    return new HashPicker<>(policy, hosts, shares, random);
  }

  private static <H extends Candidate> void addShares(
      List<H> hosts, double whole, List<HashTable.Share> shares) {
    double sum = hosts.stream().mapToLong(Candidate::weight).sum();
    for (H host : hosts) {
      shares.add(new HashTable.Share(host.hashKey(), whole * host.weight() / sum));
    }
  }

  @Override
  public H pick(Selection selection) {
    if (hosts.size() == 1) {
      return hosts.getFirst();
    }
    HashTable found = table;
    if (found == null) {
      found =
          switch (policy) {
            case Policy.RingHash ring -> HashRing.of(ring, shares);
            case Policy.Maglev(int size) -> MaglevTable.of(size, shares);
            case Policy.RoundRobin _, Policy.LeastRequest _, Policy.Random(), Policy.ByCluster() ->
                throw new IllegalStateException("no policy that hashes: " + policy);
          };
      table = found;
    }
    Long hash = selection.hash();
    return hosts.get(found.find(hash == null ? random.nextLong() : hash, selection.repetition()));
  }

  /** Whether a policy is one of those for which this is made. */
  static boolean serves(Policy policy) {
    return policy instanceof Policy.RingHash || policy instanceof Policy.Maglev;
  }
}
