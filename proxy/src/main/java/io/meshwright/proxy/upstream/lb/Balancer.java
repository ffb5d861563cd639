package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private Balancer(RandomGenerator random, List<Level<H>> levels) {
    this.random = random;
    this.levels = levels;
  }

  /** A priority's share of the load, and its groups with their weights. */
  private record Level<H extends Candidate>(double load, List<Group<H>> groups, double weight) {}

  /** Hosts to choose among. */
  private record Group<H extends Candidate>(double weight, Picker<H> picker) {}

  /**
   * A balancer for these hosts.
   *
   * @param overprovisioningPercent 140 lets a priority lose 28 % of its hosts before others help
   */
  public static <H extends Candidate> Balancer<H> of(
      LoadBalancing config,
      int overprovisioningPercent,
      List<LocalityHosts<H>> localities,
      RandomGenerator random) {
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
    for (List<LocalityHosts<H>> priority : priorities.values()) {
      double own = Math.min(FULL, health(priority, overprovisioningPercent));
      double load = anyHealthy ? Math.min(left, own * FULL / normal) : left;
      left -= load;
      boolean panic = available < FULL && healthyShare(priority) < config.panicThresholdPercent();
      if (load > 0 && (anyHealthy || panic)) {
        levels.add(level(config, overprovisioningPercent, load, priority, panic, random));
      }
    }
    levels.removeIf(level -> level.groups().isEmpty());
    return new Balancer<>(random, List.copyOf(levels));
  }

  private static <H extends Candidate> Level<H> level(
      LoadBalancing config,
      int overprovisioning,
      double load,
      List<LocalityHosts<H>> priority,
      boolean panic,
      RandomGenerator random) {
    List<Group<H>> groups = new ArrayList<>();
    if (config.localityWeighted()) {
      for (LocalityHosts<H> locality : priority) {
        List<H> usable = usable(locality.hosts(), panic);
        double share = panic ? FULL : Math.min(FULL, health(List.of(locality), overprovisioning));
        if (!usable.isEmpty() && locality.weight() > 0) {
          groups.add(
              new Group<>(
                  locality.weight() * share, new Picker<>(config.policy(), usable, random)));
        }
      }
    } else {
      List<H> all = new ArrayList<>();
      priority.forEach(locality -> all.addAll(usable(locality.hosts(), panic)));
      if (!all.isEmpty()) {
        groups.add(new Group<>(1, new Picker<>(config.policy(), all, random)));
      }
    }
    double weight = 0;
    for (Group<H> group : groups) {
      weight += group.weight();
    }
    return new Level<>(load, List.copyOf(groups), weight);
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
  public @Nullable H pick() {
    if (levels.isEmpty()) {
      return null;
    }
    Level<H> level = levels.getFirst();
    if (levels.size() > 1) {
      level = levels.get(chooseLevel());
    }
    List<Group<H>> groups = level.groups();
    if (groups.size() == 1) {
      return groups.getFirst().picker().pick();
    }
    double ticket = random.nextDouble() * level.weight();
    for (Group<H> group : groups) {
      ticket -= group.weight();
      if (ticket < 0) {
        return group.picker().pick();
      }
    }
    return groups.getLast().picker().pick();
  }

  private int chooseLevel() {
    double sum = 0;
    for (Level<H> level : levels) {
      sum += level.load();
    }
    double ticket = random.nextDouble() * sum;
    for (int i = 0; i < levels.size(); i++) {
      ticket -= levels.get(i).load();
      if (ticket < 0) {
        return i;
      }
    }
    return levels.size() - 1;
  }
}
