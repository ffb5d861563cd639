package io.meshwright.runtime.traffic;

import io.meshwright.runtime.traffic.WorkloadTraffic.Direction;
import io.meshwright.runtime.traffic.WorkloadTraffic.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sums up a proxy's page of metrics, line by line: nothing of the page is kept. Of two metrics, the
 * series that are about the proxy's own namespace are read; a proxy's word for any other is not
 * taken. Not thread-safe.
 */
final class TrafficPage {

  private static final String REQUESTS = "istio_requests_total{";
  private static final String DURATION = "istio_request_duration_milliseconds_bucket{";
  private static final Set<String> LABELS =
      Set.of(
          "reporter",
          "source_workload",
          "source_workload_namespace",
          "destination_workload",
          "destination_workload_namespace",
          "response_code",
          "grpc_response_status",
          "response_flags",
          "le");

  /** What a proxy that counts sensibly never reaches. */
  private static final int MOST_ENTRIES = 2_000;

  /** A proxy is of one workload, and counts for it in two directions. */
  private static final int MOST_SUBJECTS = 8;

  private record Subject(Direction direction, String workload) {}

  private static final class Sums {
    private final Map<Outcome, Long> outcomes = new HashMap<>();
    private final NavigableMap<Double, Long> cumulative = new TreeMap<>();
  }

  private final String namespace;
  private final Map<Subject, Sums> sums = new HashMap<>();
  private int entries;

  TrafficPage(String namespace) {
    this.namespace = namespace;
  }

  /**
   * Takes the next line.
   *
   * @throws IllegalArgumentException if it is one of those that are read, and cannot be; the
   *     message says what was found
   */
  void line(String line) {
    if (line.startsWith(REQUESTS)) {
      SeriesLine series = SeriesLine.parse(line, LABELS);
      Sums of = of(series);
      if (of != null) {
        add(of.outcomes, outcome(series), count(series));
      }
    } else if (line.startsWith(DURATION)) {
      SeriesLine series = SeriesLine.parse(line, LABELS);
      Sums of = of(series);
      if (of != null) {
        add(of.cumulative, SeriesLine.number(series.label("le")), count(series));
      }
    }
  }

  private <K> void add(Map<K, Long> counts, K key, long count) {
    if (counts.merge(key, count, Long::sum) == count && ++entries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "found more than %d kinds of requests, expected fewer".formatted(MOST_ENTRIES));
    }
  }

  private @Nullable Sums of(SeriesLine series) {
    String reporter = series.label("reporter");
    @Nullable Direction direction =
        switch (reporter) {
          case "destination" -> Direction.INBOUND;
          case "source" -> Direction.OUTBOUND;
          default -> null;
        };
    if (direction == null) {
      return null;
    }
    String side = direction == Direction.INBOUND ? "destination" : "source";
    String workload = series.label(side + "_workload");
    if (workload.isEmpty() || !series.label(side + "_workload_namespace").equals(namespace)) {
      return null;
    }
    Sums of = sums.computeIfAbsent(new Subject(direction, workload), _ -> new Sums());
    if (sums.size() > MOST_SUBJECTS) {
      throw new IllegalArgumentException(
          "found more than %d workloads, expected the proxy's own".formatted(MOST_SUBJECTS));
    }
    return of;
  }

  private static Outcome outcome(SeriesLine series) {
    String code = series.label("response_code");
    return new Outcome(
        code.isEmpty() ? 0 : Integer.parseInt(code),
        series.label("grpc_response_status"),
        series.label("response_flags"));
  }

  private static long count(SeriesLine series) {
    double value = series.value();
    if (!(value >= 0 && value <= Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "found %s of %s, expected a count".formatted(value, series.name()));
    }
    return Math.round(value);
  }

  /** What the lines so far come to. */
  List<WorkloadTraffic> traffic() {
    List<WorkloadTraffic> traffic = new ArrayList<>();
    sums.forEach(
        (subject, of) ->
            traffic.add(
                new WorkloadTraffic(
                    subject.direction(), subject.workload(), of.outcomes, each(of.cumulative))));
    return List.copyOf(traffic);
  }

  /** Buckets alone: the format counts each with all below it. */
  private static NavigableMap<Double, Long> each(NavigableMap<Double, Long> cumulative) {
    NavigableMap<Double, Long> alone = new TreeMap<>();
    long below = 0;
    for (Map.Entry<Double, Long> bucket : cumulative.entrySet()) {
      long upTo = Math.max(below, bucket.getValue());
      // empty ones too: their bounds say where the others begin
      alone.put(bucket.getKey(), upTo - below);
      below = upTo;
    }
    return alone;
  }
}
