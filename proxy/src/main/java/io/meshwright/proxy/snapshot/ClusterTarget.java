package io.meshwright.proxy.snapshot;

import java.util.List;

/** Which cluster traffic goes to. */
public sealed interface ClusterTarget {

  /** Always the same one, with the labels that its hosts must have. */
  record Single(String cluster, MatchLabels subset) implements ClusterTarget {
    /** Whatever its hosts have. */
    public Single(String cluster) {
      this(cluster, MatchLabels.NONE);
    }
  }

  /**
   * One by chance.
   *
   * @param clusters their weights' sum is {@code totalWeight}, which is more than 0
   */
  record Weighted(List<WeightedCluster> clusters, long totalWeight) implements ClusterTarget {
    public Weighted {
      clusters = List.copyOf(clusters);
      if (totalWeight < 1
          || clusters.stream().mapToLong(WeightedCluster::weight).sum() != totalWeight) {
        throw new IllegalArgumentException("weights do not add up to " + totalWeight);
      }
    }

    /** Computes the total. */
    public static Weighted of(List<WeightedCluster> clusters) {
      return new Weighted(clusters, clusters.stream().mapToLong(WeightedCluster::weight).sum());
    }
  }

  /**
   * One choice.
   *
   * @param weight 0 to 2^32-1
   * @param subset labels that its hosts must have
   * @param headers applied when chosen, before those of the route
   * @param host instead of the route's host rewrite; empty keeps that
   * @param filters what filters do differently than on the route
   */
  record WeightedCluster(
      String cluster,
      long weight,
      MatchLabels subset,
      HeaderMutations headers,
      String host,
      FilterOverrides filters) {
    /** Keeps the route's host rewrite and filters, whatever labels its hosts have. */
    public WeightedCluster(String cluster, long weight, HeaderMutations headers) {
      this(cluster, weight, MatchLabels.NONE, headers, "", FilterOverrides.NONE);
    }
  }
}
