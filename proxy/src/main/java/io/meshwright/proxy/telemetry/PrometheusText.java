package io.meshwright.proxy.telemetry;

import io.meshwright.proxy.telemetry.MetricsShard.HttpSeries;
import io.meshwright.proxy.telemetry.MetricsShard.TcpSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Adds up the shards and writes them in Prometheus' text format, version 0.0.4. */
public final class PrometheusText {
  private final List<MetricsShard> shards;

  public PrometheusText(List<MetricsShard> shards) {
    this.shards = List.copyOf(shards);
  }

  /** Writes all metrics; from any thread. */
  public void write(Appendable out) throws IOException {
    Map<String, List<HttpSeries>> http = group(MetricsShard::http);
    counter(out, "istio_requests_total", http, s -> s.requests);
    histogram(out, "istio_request_duration_milliseconds", http, s -> s.duration);
    histogram(out, "istio_request_bytes", http, s -> s.requestBytes);
    histogram(out, "istio_response_bytes", http, s -> s.responseBytes);
    Map<String, List<TcpSeries>> tcp = group(MetricsShard::tcp);
    counter(out, "istio_tcp_sent_bytes_total", tcp, s -> s.sent);
    counter(out, "istio_tcp_received_bytes_total", tcp, s -> s.received);
    counter(out, "istio_tcp_connections_opened_total", tcp, s -> s.opened);
    counter(out, "istio_tcp_connections_closed_total", tcp, s -> s.closed);
    clusters(out);
    filters(out);
    filterTimes(out);
    own(out, "meshwright_downstream_connections_total", "counter", s -> s.downstreamConnections);
    own(out, "meshwright_downstream_connections", "gauge", s -> s.downstreamConnectionsActive);
    own(
        out,
        "meshwright_downstream_connections_rejected_total",
        "counter",
        s -> s.downstreamConnectionsRejected);
    own(out, "meshwright_connections_disbelieved_total", "counter", s -> s.connectionsDisbelieved);
    own(out, "meshwright_requests_refused_total", "counter", s -> s.requestsRefused);
    own(out, "meshwright_access_log_dropped_total", "counter", s -> s.accessLogDropped);
  }

  private <S> Map<String, List<S>> group(Function<MetricsShard, Map<IstioLabels, S>> part) {
    Map<IstioLabels, List<S>> byLabels = new LinkedHashMap<>();
    for (MetricsShard shard : shards) {
      part.apply(shard)
          .forEach(
              (labels, series) ->
                  byLabels.computeIfAbsent(labels, _ -> new ArrayList<>()).add(series));
    }
    Map<String, List<S>> byText = new TreeMap<>();
    byLabels.forEach(
        (labels, series) ->
            byText.computeIfAbsent(LabelText.of(labels), _ -> new ArrayList<>()).addAll(series));
    return byText;
  }

  private static <S> void counter(
      Appendable out, String name, Map<String, List<S>> groups, Function<S, LoopCounter> value)
      throws IOException {
    if (groups.isEmpty()) {
      return;
    }
    type(out, name, "counter");
    for (Map.Entry<String, List<S>> group : groups.entrySet()) {
      long sum = group.getValue().stream().map(value).mapToLong(LoopCounter::get).sum();
      out.append(name).append('{').append(group.getKey()).append("} ");
      out.append(Long.toString(sum)).append('\n');
    }
  }

  private static <S> void histogram(
      Appendable out, String name, Map<String, List<S>> groups, Function<S, LoopHistogram> value)
      throws IOException {
    if (groups.isEmpty()) {
      return;
    }
    type(out, name, "histogram");
    for (Map.Entry<String, List<S>> group : groups.entrySet()) {
      long total = 0;
      for (int i = 0; i <= LoopHistogram.BOUNDS.length; i++) {
        int index = i;
        total += group.getValue().stream().map(value).mapToLong(histo -> histo.bucket(index)).sum();
        out.append(name).append("_bucket{").append(group.getKey()).append(",le=\"");
        out.append(bound(i)).append("\"} ").append(Long.toString(total)).append('\n');
      }
      long sum = group.getValue().stream().map(value).mapToLong(LoopHistogram::sum).sum();
      out.append(name).append("_sum{").append(group.getKey()).append("} ");
      out.append(Long.toString(sum)).append('\n');
      out.append(name).append("_count{").append(group.getKey()).append("} ");
      out.append(Long.toString(total)).append('\n');
    }
  }

  /** One metric after the other: with thousands of clusters, all sums at once would be large. */
  private void clusters(Appendable out) throws IOException {
    for (ClusterCounters.Series series : ClusterCounters.COUNTERS) {
      clusters(out, series, "counter");
    }
    for (ClusterCounters.Series series : ClusterCounters.GAUGES) {
      clusters(out, series, "gauge");
    }
  }

  private void clusters(Appendable out, ClusterCounters.Series series, String type)
      throws IOException {
    Map<String, Long> sums = new TreeMap<>();
    for (MetricsShard shard : shards) {
      shard
          .clusters()
          .forEach(
              (cluster, values) ->
                  sums.merge(cluster, series.value().apply(values).get(), Long::sum));
    }
    if (sums.isEmpty()) {
      return;
    }
    String name = "envoy_cluster_" + series.name();
    type(out, name, type);
    for (Map.Entry<String, Long> sum : sums.entrySet()) {
      out.append(name).append("{cluster_name=\"");
      LabelText.escape(out, sum.getKey());
      out.append("\"} ").append(sum.getValue().toString()).append('\n');
    }
  }

  private void filters(Appendable out) throws IOException {
    Map<String, Map<FilterMetric, Long>> byName = new TreeMap<>();
    for (MetricsShard shard : shards) {
      shard
          .filters()
          .forEach(
              (metric, counter) ->
                  byName
                      .computeIfAbsent(metric.name(), _ -> new LinkedHashMap<>())
                      .merge(metric, counter.get(), Long::sum));
    }
    for (Map.Entry<String, Map<FilterMetric, Long>> metrics : byName.entrySet()) {
      String name = "envoy_" + metrics.getKey();
      type(out, name, "counter");
      for (Map.Entry<FilterMetric, Long> value : metrics.getValue().entrySet()) {
        out.append(name).append('{').append(labels(value.getKey())).append("} ");
        out.append(value.getValue().toString()).append('\n');
      }
    }
  }

  private static String labels(FilterMetric metric) throws IOException {
    StringBuilder text = new StringBuilder();
    for (FilterMetric.Label label : metric.labels()) {
      text.append(text.isEmpty() ? "" : ",").append(label.name()).append("=\"");
      LabelText.escape(text, label.value());
      text.append('"');
    }
    return text.toString();
  }

  private void filterTimes(Appendable out) throws IOException {
    Map<String, Map<String, List<LoopHistogram>>> byName = new TreeMap<>();
    for (MetricsShard shard : shards) {
      for (Map.Entry<FilterMetric, LoopHistogram> times : shard.filterTimes().entrySet()) {
        byName
            .computeIfAbsent(times.getKey().name(), _ -> new TreeMap<>())
            .computeIfAbsent(labels(times.getKey()), _ -> new ArrayList<>())
            .add(times.getValue());
      }
    }
    for (Map.Entry<String, Map<String, List<LoopHistogram>>> times : byName.entrySet()) {
      histogram(out, "envoy_" + times.getKey(), times.getValue(), each -> each);
    }
  }

  private void own(
      Appendable out, String name, String type, Function<MetricsShard, LoopCounter> value)
      throws IOException {
    type(out, name, type);
    long sum = shards.stream().map(value).mapToLong(LoopCounter::get).sum();
    out.append(name).append(' ').append(Long.toString(sum)).append('\n');
  }

  private static void type(Appendable out, String name, String type) throws IOException {
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String bound(int index) {
    if (index == LoopHistogram.BOUNDS.length) {
      return "+Inf";
    }
    double bound = LoopHistogram.BOUNDS[index];
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
