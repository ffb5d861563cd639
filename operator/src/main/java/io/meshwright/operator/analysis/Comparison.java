package io.meshwright.operator.analysis;

import io.meshwright.operator.analysis.AnalysisPolicy.Metric;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one metric says of the same workload before and after. Pure.
 *
 * <p>Each side gets half of {@code alpha}, so a difference that is said to be beyond a threshold is
 * not with a probability of at most {@code alpha}, whatever the distributions are.
 */
sealed interface Comparison {

  /** It is not surely worse than allowed. */
  record Fine() implements Comparison {}

  /**
   * It is worse than allowed.
   *
   * @param excess how many times what is allowed; only compares findings
   */
  record Worse(String before, String after, String difference, double excess)
      implements Comparison {}

  /** There is too little to say it. */
  record Unknown() implements Comparison {}

  /**
   * Compares.
   *
   * @param samples requests that both sides must have
   * @param alpha the probability of a false {@link Worse}
   */
  static Comparison of(Metric metric, Traffic before, Traffic after, long samples, double alpha) {
    return switch (metric) {
      case Metric.SuccessRate(double allowed) when has(samples, before, after) ->
          successes(allowed, before, after, alpha / 2);
      case Metric.Latency latency
          when before.latency().count() >= samples && after.latency().count() >= samples ->
          latencies(latency, before.latency(), after.latency(), alpha / 2);
      case Metric.SuccessRate _, Metric.Latency _ -> new Unknown();
    };
  }

  private static boolean has(long samples, Traffic before, Traffic after) {
    return before.requests() >= samples && after.requests() >= samples;
  }

  private static Comparison successes(double allowed, Traffic before, Traffic after, double alpha) {
    if (share(after) - share(before) <= allowed) {
      return new Fine();
    }
    double sure =
        BinomialBounds.lower(after.failed(), after.requests(), alpha)
            - BinomialBounds.upper(before.failed(), before.requests(), alpha);
    if (sure <= allowed) {
      return new Fine();
    }
    return new Worse(
        rate(before),
        rate(after),
        "surely %s less, %s allowed".formatted(points(sure), points(allowed)),
        sure / Math.max(allowed, Double.MIN_NORMAL));
  }

  private static double share(Traffic traffic) {
    return (double) traffic.failed() / traffic.requests();
  }

  private static String rate(Traffic traffic) {
    return String.format(
        Locale.ROOT, "%.3f %% of %d requests", (1 - share(traffic)) * 100, traffic.requests());
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%.3g percentage points", share * 100);
  }

  /**
   * The time that a percentile of requests kept to before is surely at most one bound of a bucket;
   * it is worse if more requests than the others are surely above a bound that lies further up than
   * is allowed. Between the bounds nothing is known, and nothing assumed.
   */
  private static Comparison latencies(
      Metric.Latency metric, LatencyHistogram before, LatencyHistogram after, double alpha) {
    double quantile = metric.percentile() / 100.0;
    OptionalDouble usual = before.surelyAtMost(quantile, alpha);
    if (usual.isEmpty()) {
      return new Unknown();
    }
    double allowed =
        Math.max(
            usual.getAsDouble() * metric.maxRatio(), usual.getAsDouble() + metric.minIncrease());
    Optional<Map.Entry<Double, Long>> bound =
        Optional.ofNullable(after.buckets().ceilingEntry(allowed));
    if (bound.isEmpty()) {
      return new Fine();
    }
    double limit = bound.get().getKey();
    if (!BinomialBounds.isSurelyAbove(
        1 - quantile, after.countAbove(limit), after.count(), alpha)) {
      return new Fine();
    }
    return new Worse(
        String.format(
            Locale.ROOT, "at most %.0f ms for %d requests", usual.getAsDouble(), before.count()),
        String.format(Locale.ROOT, "more than %.0f ms for %d requests", limit, after.count()),
        String.format(Locale.ROOT, "surely slower, %.0f ms allowed", allowed),
        limit / usual.getAsDouble());
  }
}
