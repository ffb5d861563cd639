package io.meshwright.samples.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Percentiles of the time from when a request was due to its complete answer; 0 if there is none.
 */
record LatencyMillis(double p50, double p90, double p99, double p999, double max) {

  /** Takes the latencies in nanoseconds, in ascending order. */
  static LatencyMillis of(long[] sorted) {
    return new LatencyMillis(
        percentile(sorted, 0.5),
        percentile(sorted, 0.9),
        percentile(sorted, 0.99),
        percentile(sorted, 0.999),
        percentile(sorted, 1));
  }

  /** Nearest rank, in milliseconds to the microsecond. */
  private static double percentile(long[] sorted, double part) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = Math.max(1, (int) Math.ceil(part * sorted.length));
    return Math.round(sorted[rank - 1] / 1e3) / 1e3;
  }

  Map<String, Double> fields() {
    Map<String, Double> fields = new LinkedHashMap<>();
    fields.put("p50", p50);
    fields.put("p90", p90);
    fields.put("p99", p99);
    fields.put("p999", p999);
    fields.put("max", max);
    return fields;
  }
}
