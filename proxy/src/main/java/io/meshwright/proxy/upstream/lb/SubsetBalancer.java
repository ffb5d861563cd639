package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.Subsets;
import io.meshwright.proxy.snapshot.Subsets.Fallback;
import io.meshwright.proxy.snapshot.Subsets.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses hosts of a cluster that have the labels which a request asks for. What a subset needs is
 * made with the first request for it; requests ask for what routes say, so there are few. Like
 * {@link Balancer}, computed anew whenever hosts or their health change; belongs to one loop.
 */
public final class SubsetBalancer<H extends Candidate> {
  private final @Nullable Subsets config;
  private final LoadBalancing within;
  private final List<LocalityHosts<H>> localities;
  private final BiFunction<LoadBalancing, List<LocalityHosts<H>>, Balancer<H>> balancers;
  private final Balancer<H> any;

  /** Empty where no host has these labels. */
  private final Map<MatchLabels, Optional<Balancer<H>>> subsets = new HashMap<>();

  /**
   * For these hosts.
   *
   * @param balancers makes one for some of the hosts
   */
  public SubsetBalancer(
      LoadBalancing loadBalancing,
      List<LocalityHosts<H>> localities,
      BiFunction<LoadBalancing, List<LocalityHosts<H>>, Balancer<H>> balancers) {
    this.config = loadBalancing.subsets();
    this.within =
        new LoadBalancing(
            loadBalancing.policy(),
            loadBalancing.panicThresholdPercent(),
            loadBalancing.localityWeighted() && config != null && config.localityWeighted());
    this.localities = List.copyOf(localities);
    this.balancers = balancers;
    this.any = balancers.apply(loadBalancing, localities);
  }

  /** A host; absent if there is none that may be used. */
  public @Nullable H pick(Selection selection) {
    if (config == null) {
      return any.pick(selection);
    }
    return pick(config, selection, selection.subset());
  }

  private @Nullable H pick(Subsets config, Selection selection, MatchLabels labels) {
    @Nullable Selector selector = selector(config, labels);
    if (selector == null) {
      return lastResort(config, selection);
    }
    Optional<Balancer<H>> subset = having(config, labels);
    if (subset.isPresent()) {
      return subset.get().pick(selection);
    }
    @Nullable Fallback fallback = selector.fallback();
    if (fallback == null) {
      return lastResort(config, selection);
    }
    if (fallback == Fallback.FEWER_LABELS) {
      return pick(config, selection, labels.only(selector.fallbackKeys()));
    }
    Optional<Balancer<H>> hosts = fallback(config, fallback);
    return hosts.isPresent() ? hosts.get().pick(selection) : null;
  }

  private @Nullable H lastResort(Subsets config, Selection selection) {
    if (config.fallback() == Fallback.NONE) {
      return null;
    }
    Optional<Balancer<H>> hosts = fallback(config, config.fallback());
    if (hosts.isPresent()) {
      return hosts.get().pick(selection);
    }
    return config.anyAtLast() ? any.pick(selection) : null;
  }

  private Optional<Balancer<H>> fallback(Subsets config, Fallback fallback) {
    return switch (fallback) {
      case ANY -> Optional.of(any);
      case DEFAULT_SUBSET -> having(config, config.defaultSubset());
      case NONE, FEWER_LABELS -> Optional.empty();
    };
  }

  private static @Nullable Selector selector(Subsets config, MatchLabels labels) {
    for (Selector selector : config.selectors()) {
      if (selector.keys().equals(labels.values().keySet())) {
        return selector;
      }
    }
    return null;
  }

  private Optional<Balancer<H>> having(Subsets config, MatchLabels labels) {
    return subsets.computeIfAbsent(
        labels,
        _ -> {
          List<LocalityHosts<H>> some = new ArrayList<>();
          for (LocalityHosts<H> locality : localities) {
            List<H> hosts =
                locality.hosts().stream()
                    .filter(host -> host.subsetLabels().satisfy(labels))
                    .toList();
            if (!hosts.isEmpty()) {
              long weight = weight(config, locality, hosts.size());
              some.add(new LocalityHosts<>(locality.priority(), weight, hosts));
            }
          }
          return some.isEmpty() ? Optional.empty() : Optional.of(balancers.apply(within, some));
        });
  }

  private static long weight(Subsets config, LocalityHosts<?> locality, int hosts) {
    if (!config.scaleLocalityWeights() || locality.weight() == 0) {
      return locality.weight();
    }
    return Math.max(1, Math.round((double) locality.weight() * hosts / locality.hosts().size()));
  }
}
