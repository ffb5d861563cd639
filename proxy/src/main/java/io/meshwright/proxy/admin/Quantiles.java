package io.meshwright.proxy.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Quantiles of a histogram. They are estimates: values are taken to lie evenly in their bucket, and
 * those above the last bound to be equal to it.
 */
final class Quantiles {
  /** Envoy's, in per cent. */
  static final List<BigDecimal> SUPPORTED =
      List.of("0", "25", "50", "75", "90", "95", "99", "99.5", "99.9", "100").stream()
          .map(BigDecimal::new)
          .toList();

  private static final int DECIMALS = 3;

  private final double[] bounds;
  private final long[] cumulative;

  /** {@code histogram} has at least one value. */
  Quantiles(MetricSeries histogram) {
    this.bounds = histogram.bounds();
    this.cumulative = histogram.cumulative();
  }

  /** Those supported, in their order. */
  List<BigDecimal> all() {
    return SUPPORTED.stream().map(each -> at(each.doubleValue() / 100)).toList();
  }

  private BigDecimal at(double part) {
    double rank = part * cumulative[cumulative.length - 1];
    int bucket = 0;
    while (cumulative[bucket] == 0 || cumulative[bucket] < rank) {
      bucket++;
    }
    double lower = bucket == 0 ? 0 : bounds[bucket - 1];
    double upper = bucket == bounds.length ? lower : bounds[bucket];
    long before = bucket == 0 ? 0 : cumulative[bucket - 1];
    double value = lower + (upper - lower) * (rank - before) / (cumulative[bucket] - before);
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
  }
}
