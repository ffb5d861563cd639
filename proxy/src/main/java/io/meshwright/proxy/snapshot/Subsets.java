package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the hosts of a cluster are divided by their labels (Envoy's {@code lb_subset_config}): a
 * request that asks for labels is sent to a host that has them all.
 *
 * @param fallback for requests that ask for no labels, or in vain
 * @param defaultSubset labels of the hosts for {@link Fallback#DEFAULT_SUBSET}
 * @param selectors which names of labels may be asked for together; at least one
 * @param localityWeighted whether localities keep their weights within a subset, where the cluster
 *     uses them
 * @param scaleLocalityWeights whether such a weight shrinks with the share of the locality's hosts
 *     that are in the subset
 * @param anyAtLast whether any host is used where the fallback has none
 */
public record Subsets(
    Fallback fallback,
    MatchLabels defaultSubset,
    List<Selector> selectors,
    boolean localityWeighted,
    boolean scaleLocalityWeights,
    boolean anyAtLast) {

  public Subsets {
    selectors = List.copyOf(selectors);
  }

  /** The hosts for requests whose own subset has none. */
  public enum Fallback {
    NONE,
    ANY,
    DEFAULT_SUBSET,
    /** Those that have the labels of some of the names that were asked for. */
    FEWER_LABELS
  }

  /**
   * Names that make subsets.
   *
   * @param fallback absent: the cluster's
   * @param fallbackKeys the names left with {@link Fallback#FEWER_LABELS}, fewer than {@code keys}
   */
  public record Selector(Set<String> keys, @Nullable Fallback fallback, Set<String> fallbackKeys) {
    public Selector {
      keys = Set.copyOf(keys);
      fallbackKeys = Set.copyOf(fallbackKeys);
    }
  }
}
