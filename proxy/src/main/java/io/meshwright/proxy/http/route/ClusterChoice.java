package io.meshwright.proxy.http.route;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.MatchLabels;
import java.util.random.RandomGenerator;

/**
 * The cluster chosen for a request or connection.
 *
 * @param subset labels that its hosts must have
 * @param headers of the weighted choice
 * @param host instead of the route's host rewrite; empty keeps that
 * @param filters of the weighted choice
 */
public record ClusterChoice(
    String cluster,
    MatchLabels subset,
    HeaderMutations headers,
    String host,
    FilterOverrides filters) {
  /** Chooses by weight. */
  public static ClusterChoice of(ClusterTarget target, RandomGenerator random) {
    return switch (target) {
      case ClusterTarget.Single(String cluster, MatchLabels subset) ->
          new ClusterChoice(cluster, subset, HeaderMutations.NONE, "", FilterOverrides.NONE);
      case ClusterTarget.Weighted weighted -> weighted(weighted, random);
    };
  }

  private static ClusterChoice weighted(ClusterTarget.Weighted target, RandomGenerator random) {
    long ticket = random.nextLong(target.totalWeight());
    for (ClusterTarget.WeightedCluster choice : target.clusters()) {
      ticket -= choice.weight();
      if (ticket < 0) {
        return new ClusterChoice(
            choice.cluster(), choice.subset(), choice.headers(), choice.host(), choice.filters());
      }
    }
    throw new IllegalStateException("weights do not add up");
  }
}
