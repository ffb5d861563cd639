package io.meshwright.operator.analysis.prometheus;

import io.meshwright.operator.analysis.LatencyHistogram;
import io.meshwright.operator.analysis.RequestEnd;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Traffic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is asked of a Prometheus for one direction, and what the answers mean. Pure. */
final class TrafficQuery {

  static final String REQUESTS = "istio_requests_total";
  private static final String DURATION = "istio_request_duration_milliseconds_bucket";

  private final Subject.Direction direction;
  private final Map<String, String> labels;

  /** {@code labels} are those that all series of the mesh have. */
  TrafficQuery(Subject.Direction direction, Map<String, String> labels) {
    this.direction = direction;
    this.labels = labels;
  }

  /** How many series there were at a time before. */
  static String presence(Map<String, String> labels, Duration before) {
    return "count(%s%s offset %ds)".formatted(REQUESTS, selector(labels), before.toSeconds());
  }

  String requests(Duration span) {
    return "sum by (%s, %s, response_code, grpc_response_status, response_flags) (increase(%s[%ds]))"
        .formatted(namespace(), workload(), REQUESTS + own(), span.toSeconds());
  }

  String latency(Duration span) {
    return "sum by (%s, %s, le) (increase(%s[%ds]))"
        .formatted(namespace(), workload(), DURATION + own(), span.toSeconds());
  }

  private String own() {
    Map<String, String> all = new HashMap<>(labels);
    all.put("reporter", side());
    return selector(all);
  }

  private String side() {
    return switch (direction) {
      case INBOUND -> "destination";
      case OUTBOUND -> "source";
    };
  }

  private String workload() {
    return side() + "_workload";
  }

  private String namespace() {
    return side() + "_workload_namespace";
  }

  private static String selector(Map<String, String> labels) {
    StringBuilder selector = new StringBuilder("{");
    for (String label : new TreeSet<>(labels.keySet())) {
      String value = labels.getOrDefault(label, "");
      selector
          .append(selector.length() == 1 ? "" : ",")
          .append(label)
          .append("=\"")
          .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
          .append('"');
    }
    return selector.append('}').toString();
  }

  /** Both answers together; increases are no whole numbers, so each is rounded. */
  Map<Subject, Traffic> traffic(List<QueryResult.Row> requests, List<QueryResult.Row> latency) {
    Map<Subject, Traffic> traffic = new HashMap<>();
    for (QueryResult.Row row : requests) {
      long count = count(row);
      if (count > 0 && !row.label(workload()).isEmpty()) {
        long failed = end(row).isFailed() ? count : 0;
        traffic.merge(
            subject(row), new Traffic(count, failed, LatencyHistogram.empty()), Traffic::plus);
      }
    }
    Map<Subject, NavigableMap<Double, Long>> cumulative = new HashMap<>();
    for (QueryResult.Row row : latency) {
      cumulative
          .computeIfAbsent(subject(row), _ -> new TreeMap<>())
          .merge(QueryResult.parse(row.label("le")), count(row), Long::sum);
    }
    cumulative.forEach(
        (subject, buckets) ->
            traffic.computeIfPresent(
                subject,
                (_, counted) -> new Traffic(counted.requests(), counted.failed(), alone(buckets))));
    return traffic;
  }

  private Subject subject(QueryResult.Row row) {
    return new Subject(row.label(namespace()), row.label(workload()), direction);
  }

  private static long count(QueryResult.Row row) {
    return Double.isFinite(row.value()) ? Math.max(0, Math.round(row.value())) : 0;
  }

  private static RequestEnd end(QueryResult.Row row) {
    String code = row.label("response_code");
    return new RequestEnd(
        code.isEmpty() ? 0 : Integer.parseInt(code),
        row.label("grpc_response_status"),
        row.label("response_flags"));
  }

  private static LatencyHistogram alone(NavigableMap<Double, Long> cumulative) {
    NavigableMap<Double, Long> alone = new TreeMap<>();
    long below = 0;
    for (Map.Entry<Double, Long> bucket : cumulative.entrySet()) {
      long upTo = Math.max(below, bucket.getValue());
      // empty ones too: their bounds say where the others begin
      alone.put(bucket.getKey(), upTo - below);
      below = upTo;
    }
    return new LatencyHistogram(alone);
  }
}
