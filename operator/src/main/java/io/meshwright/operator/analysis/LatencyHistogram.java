package io.meshwright.operator.analysis;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How many requests took how long.
 *
 * @param buckets the count of each bucket alone (not of those below too), by its upper bound in
 *     milliseconds, which belongs to it; the last may be {@link Double#POSITIVE_INFINITY}. Empty
 *     ones too: a bound is what a limit can be looked for at
 */
public record LatencyHistogram(NavigableMap<Double, Long> buckets) {

  private static final LatencyHistogram EMPTY = new LatencyHistogram(new TreeMap<>());

  public LatencyHistogram {
    buckets = Collections.unmodifiableNavigableMap(new TreeMap<>(buckets));
  }

  /** Of no request. */
  public static LatencyHistogram empty() {
    return EMPTY;
  }

  /** All requests of both. */
  public LatencyHistogram plus(LatencyHistogram other) {
    NavigableMap<Double, Long> sum = new TreeMap<>(buckets);
    for (Map.Entry<Double, Long> bucket : other.buckets.entrySet()) {
      sum.merge(bucket.getKey(), bucket.getValue(), Long::sum);
    }
    return new LatencyHistogram(sum);
  }

  /** All requests. */
  public long count() {
    return buckets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The requests that took longer than a bound. */
  long countAbove(double bound) {
    return buckets.tailMap(bound, false).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The least bound that a share of all requests keeps to.
   *
   * @param alpha the probability that fewer do
   * @return empty if they are too few, or too slow for the last bound
   */
  OptionalDouble surelyAtMost(double share, double alpha) {
    long samples = count();
    long below = 0;
    for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
      below += bucket.getValue();
      if (bucket.getKey().isInfinite()) {
        break;
      }
      if (BinomialBounds.isSurelyAbove(share, below, samples, alpha)) {
        return OptionalDouble.of(bucket.getKey());
      }
    }
    return OptionalDouble.empty();
  }
}
