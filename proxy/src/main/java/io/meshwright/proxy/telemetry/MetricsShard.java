package io.meshwright.proxy.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of one worker. Its loop alone writes; a scrape reads all shards and adds them up. The
 * maps are concurrent only so that a scrape can walk them while the loop adds a series.
 */
public final class MetricsShard {
  private final Map<IstioLabels, HttpSeries> http = new ConcurrentHashMap<>();
  private final Map<IstioLabels, TcpSeries> tcp = new ConcurrentHashMap<>();
  private final Map<String, ClusterCounters> clusters = new ConcurrentHashMap<>();
  private final Map<FilterMetric, LoopCounter> filters = new ConcurrentHashMap<>();
  private final Map<FilterMetric, LoopHistogram> filterTimes = new ConcurrentHashMap<>();

  /** Connections that listeners accepted, and those now open. */
  public final LoopCounter downstreamConnections = new LoopCounter();

  public final LoopCounter downstreamConnectionsActive = new LoopCounter();

  /** Connections that were closed at once, because there are too many. */
  public final LoopCounter downstreamConnectionsRejected = new LoopCounter();

  /** Of either side, asked to end because no root that is trusted vouches for the peer any more. */
  public final LoopCounter connectionsDisbelieved = new LoopCounter();

  /** Requests that the codec refused before they could be routed. */
  public final LoopCounter requestsRefused = new LoopCounter();

  /** Lines of the access log that were dropped because the writer did not keep up. */
  public final LoopCounter accessLogDropped = new LoopCounter();

  /** Counts one finished HTTP request. Durations in milliseconds, sizes in bytes. */
  public void request(IstioLabels labels, long millis, long requestBytes, long responseBytes) {
    HttpSeries series = http.get(labels);
    if (series == null) {
      series = http.computeIfAbsent(labels, _ -> new HttpSeries());
    }
    series.requests.increment();
    series.duration.observe(millis);
    series.requestBytes.observe(requestBytes);
    series.responseBytes.observe(responseBytes);
  }

  /** The counters of the TCP connections with these labels; for use on the loop. */
  public TcpSeries tcp(IstioLabels labels) {
    return tcp.computeIfAbsent(labels, _ -> new TcpSeries());
  }

  /** What a filter counts; for use on the loop. */
  public LoopCounter filter(FilterMetric metric) {
    LoopCounter counter = filters.get(metric);
    return counter == null ? filters.computeIfAbsent(metric, _ -> new LoopCounter()) : counter;
  }

  /** What a filter measures, in milliseconds; for use on the loop. */
  public LoopHistogram filterTimes(FilterMetric metric) {
    return filterTimes.computeIfAbsent(metric, _ -> new LoopHistogram());
  }

  Map<FilterMetric, LoopHistogram> filterTimes() {
    return filterTimes;
  }

  Map<FilterMetric, LoopCounter> filters() {
    return filters;
  }

  /** The counters of a cluster; for use on the loop. */
  public ClusterCounters cluster(String name) {
    return clusters.computeIfAbsent(name, _ -> new ClusterCounters());
  }

  Map<IstioLabels, HttpSeries> http() {
    return http;
  }

  Map<IstioLabels, TcpSeries> tcp() {
    return tcp;
  }

  Map<String, ClusterCounters> clusters() {
    return clusters;
  }

  /** Istio's HTTP metrics of one label set. */
  static final class HttpSeries {
    final LoopCounter requests = new LoopCounter();
    final LoopHistogram duration = new LoopHistogram();
    final LoopHistogram requestBytes = new LoopHistogram();
    final LoopHistogram responseBytes = new LoopHistogram();
  }

  /** Istio's TCP metrics of one label set. */
  public static final class TcpSeries {
    public final LoopCounter sent = new LoopCounter();
    public final LoopCounter received = new LoopCounter();
    public final LoopCounter opened = new LoopCounter();
    public final LoopCounter closed = new LoopCounter();
  }
}
