package io.meshwright.e2e.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Whether what a proxy holds grows while it works. For one thread at a time. */
final class VitalsTrend {
  private static final int QUARTERS = 4;

  /** Within this share, and within a slack of its own, a vital has not grown. */
  private static final double TOLERANCE = 0.1;

  private static final double MEGABYTE = 1 << 20;
  private static final long HEAP_SLACK = 1 << 20;
  private static final long DIRECT_SLACK = 2 << 20;
  private static final long DESCRIPTOR_SLACK = 8;

  private final String name;
  private final Sidecar sidecar;
  private final List<ProxyVitals> samples = new ArrayList<>();

  VitalsTrend(String name, Sidecar sidecar) {
    this.name = name;
    this.sidecar = sidecar;
  }

  void sample() {
    samples.add(ProxyVitals.of(sidecar));
  }

  /** One line for each vital: its medians in the second and in the last quarter of the time. */
  List<String> lines() {
    return List.of(
        line("heap after GC", "MB", MEGABYTE, HEAP_SLACK, ProxyVitals::heap),
        line("direct memory", "MB", MEGABYTE, DIRECT_SLACK, ProxyVitals::direct),
        line("descriptors", "", 1, DESCRIPTOR_SLACK, ProxyVitals::descriptors));
  }

  private String line(
      String vital, String unit, double scale, long slack, ToLongFunction<ProxyVitals> value) {
    long early = median(2, value);
    long late = median(QUARTERS, value);
    boolean flat = late <= Math.max(early * (1 + TOLERANCE), early + (double) slack);
    return String.format(
            Locale.ROOT,
            "%s: %s %.1f -> %.1f %s, %s",
            name,
            vital,
            early / scale,
            late / scale,
            unit,
            flat ? "flat" : "GROWS")
        .replace(" ,", ",");
  }

  /** In one quarter of the samples, of which 1 is the first. */
  private long median(int quarter, ToLongFunction<ProxyVitals> value) {
    int from = samples.size() * (quarter - 1) / QUARTERS;
    int to = Math.max(from + 1, samples.size() * quarter / QUARTERS);
    List<Long> sorted =
        samples.subList(from, Math.min(to, samples.size())).stream()
            .map(value::applyAsLong)
            .sorted()
            .toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
