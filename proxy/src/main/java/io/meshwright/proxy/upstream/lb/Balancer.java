package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses hosts of a cluster. Computed anew whenever hosts or their health change; belongs to one
 * loop. The priorities' shares follow Envoy: a priority takes {@code healthy share ×
 * overprovisioning} of the load, at most what the ones before it left over.
 */
public final class Balancer<H extends Candidate> {
  private static final double FULL = 100;

  private final RandomGenerator random;
  private final List<Level<H>> levels;
  private final double[] loads;

  private Balancer(RandomGenerator random, List<Level<H>> levels) {
    this.random = random;
    this.levels = levels;
    this.loads = levels.stream().mapToDouble(Level::load).toArray();
  }

  /**
   * A priority.
   *
   * @param availability the share of the load that it could take
   * @param load the share that it takes
   * @param weight of its groups together
   */
  private record Level<H extends Candidate>(
      int priority, double availability, double load, List<Group<H>> groups, double weight) {}

  /** Hosts to choose among. */
  private record Group<H extends Candidate>(double weight, HostPicker<H> picker) {}

  /**
   * A balancer for these hosts.
   *
   * @param overprovisioningPercent 140 lets a priority lose 28 % of its hosts before others help
   */
  public static <H extends Candidate> Balancer<H> of(
      LoadBalancing config,
      int overprovisioningPercent,
      List<LocalityHosts<H>> localities,
      RandomGenerator random,
      LongSupplier nanoClock) {
    Map<Integer, List<LocalityHosts<H>>> priorities = new TreeMap<>();
    for (LocalityHosts<H> locality : localities) {
      if (!locality.hosts().isEmpty()) {
        priorities.computeIfAbsent(locality.priority(), _ -> new ArrayList<>()).add(locality);
      }
    }
    double available = 0;
    for (List<LocalityHosts<H>> priority : priorities.values()) {
      available += Math.min(FULL, health(priority, overprovisioningPercent));
    }
    boolean anyHealthy = available > 0;
    double normal = Math.min(FULL, available);
    double left = FULL;
    List<Level<H>> levels = new ArrayList<>();
    for (Map.Entry<Integer, List<LocalityHosts<H>>> entry : priorities.entrySet()) {
      List<LocalityHosts<H>> priority = entry.getValue();
      double own = Math.min(FULL, health(priority, overprovisioningPercent));
      double load = anyHealthy ? Math.min(left, own * FULL / normal) : left;
      left -= load;
      boolean panic = available < FULL && healthyShare(priority) < config.panicThresholdPercent();
      if (anyHealthy || panic) {
        List<Group<H>> groups =
            groups(new Parts(config, overprovisioningPercent, random, nanoClock), priority, panic);
        if (!groups.isEmpty()) {
          double weight = groups.stream().mapToDouble(Group::weight).sum();
          levels.add(new Level<>(entry.getKey(), own, load, groups, weight));
        }
      }
    }
    return new Balancer<>(random, List.copyOf(levels));
  }

  /** What groups are made with. */
  private record Parts(
      LoadBalancing config, int overprovisioning, RandomGenerator random, LongSupplier nanoClock) {
    <H extends Candidate> HostPicker<H> picker(List<H> hosts) {
      return new Picker<>(config.policy(), hosts, random, nanoClock);
    }
  }

  private static <H extends Candidate> List<Group<H>> groups(
      Parts parts, List<LocalityHosts<H>> priority, boolean panic) {
    LoadBalancing config = parts.config();
    List<LocalityHosts<H>> usable = new ArrayList<>();
    for (LocalityHosts<H> locality : priority) {
      List<H> hosts = usable(locality.hosts(), panic);
      if (!hosts.isEmpty() && (locality.weight() > 0 || !config.localityWeighted())) {
        double share =
            panic ? FULL : Math.min(FULL, health(List.of(locality), parts.overprovisioning()));
        usable.add(
            new LocalityHosts<>(
                locality.priority(), Math.max(1, Math.round(locality.weight() * share)), hosts));
      }
    }
    if (usable.isEmpty()) {
      return List.of();
    }
    LoadBalancing.Policy policy = config.policy();
    List<H> all = usable.stream().flatMap(locality -> locality.hosts().stream()).toList();
    if (HashPicker.serves(policy)) {
      return List.of(
          new Group<>(
              1,
              config.localityWeighted()
                  ? HashPicker.ofLocalities(policy, usable, parts.random())
                  : HashPicker.of(policy, all, parts.random())));
    }
    if (!config.localityWeighted()) {
      return List.of(new Group<>(1, parts.picker(all)));
    }
    return usable.stream()
        .map(locality -> new Group<>((double) locality.weight(), parts.picker(locality.hosts())))
        .toList();
  }

  private static <H extends Candidate> List<H> usable(List<H> hosts, boolean panic) {
    return panic ? hosts : hosts.stream().filter(Candidate::healthy).toList();
  }

  private static <H extends Candidate> double healthyShare(List<LocalityHosts<H>> localities) {
    long all = 0;
    long healthy = 0;
    for (LocalityHosts<H> locality : localities) {
      all += locality.hosts().size();
      healthy += locality.hosts().stream().filter(Candidate::healthy).count();
    }
    return all == 0 ? 0 : healthy * FULL / all;
  }

  private static <H extends Candidate> double health(
      List<LocalityHosts<H>> localities, int overprovisioningPercent) {
    return healthyShare(localities) * overprovisioningPercent / FULL;
  }

  /** A host; absent if there is none that may be used. */
  public @Nullable H pick(Selection selection) {
    @Nullable Level<H> level = level(selection);
    if (level == null) {
      return null;
    }
    List<Group<H>> groups = level.groups();
    if (groups.size() == 1) {
      return groups.getFirst().picker().pick(selection);
    }
    double ticket = random.nextDouble() * level.weight();
    for (Group<H> group : groups) {
      ticket -= group.weight();
      if (ticket < 0) {
        return group.picker().pick(selection);
      }
    }
    return groups.getLast().picker().pick(selection);
  }

  private @Nullable Level<H> level(Selection selection) {
    if (!selection.leftOut().isEmpty()) {
      List<Level<H>> left =
          levels.stream()
              .filter(level -> !selection.leftOut().contains(level.priority()))
              .filter(level -> level.availability() > 0)
              .toList();
      if (!left.isEmpty()) {
        double[] shares = left.stream().mapToDouble(Level::availability).toArray();
        spread(shares);
        return choose(left, shares, selection.hash());
      }
    }
    return levels.size() == 1 ? levels.getFirst() : choose(levels, loads, selection.hash());
  }

  /** Turns what priorities could take into what they take: the first as much as it can. */
  private static void spread(double[] shares) {
    double normal = Math.min(FULL, Arrays.stream(shares).sum());
    double left = FULL;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.min(left, shares[i] * FULL / normal);
      left -= shares[i];
    }
  }

  private @Nullable Level<H> choose(List<Level<H>> among, double[] shares, @Nullable Long hash) {
    // requests with the same hash stay in the same priority
    double ticket =
        hash == null
            ? random.nextDouble() * Arrays.stream(shares).sum()
            : Long.remainderUnsigned(hash, (long) FULL);
    @Nullable Level<H> last = null;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        last = among.get(i);
        ticket -= shares[i];
        if (ticket < 0) {
          return last;
        }
      }
    }
    return last;
  }
}
