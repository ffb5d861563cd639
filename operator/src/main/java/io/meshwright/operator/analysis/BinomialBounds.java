package io.meshwright.operator.analysis;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What a count says of the share behind it, at any number of samples: the bounds of Clopper and
 * Pearson (Biometrika 26, 1934), which the beta distribution gives without approximation.
 */
final class BinomialBounds {

  private BinomialBounds() {}

  /** The share is below this with a probability of at most {@code alpha}. */
  static double lower(long count, long samples, double alpha) {
    return count == 0
        ? 0
        : BetaDistribution.of((double) count, samples - count + 1.0)
            .inverseCumulativeProbability(alpha);
  }

  /** The share is above this with a probability of at most {@code alpha}. */
  static double upper(long count, long samples, double alpha) {
    return count == samples
        ? 1
        : BetaDistribution.of(count + 1.0, (double) (samples - count))
            .inverseSurvivalProbability(alpha);
  }

  /** Whether so many of the samples would be that unlikely if the share were not above this. */
  static boolean isSurelyAbove(double share, long count, long samples, double alpha) {
    return count > share * samples
        && BetaDistribution.of((double) count, samples - count + 1.0).cumulativeProbability(share)
            <= alpha;
  }
}
