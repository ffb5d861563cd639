package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.upstream.ClusterDirectory;
import io.meshwright.proxy.upstream.SharedCluster;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.upstream.pool.CircuitBreaker.Gauge;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Says which circuit breakers are open, under Envoy's names. */
final class CircuitGauges {
  private static final List<ClusterSeries> SERIES =
      List.of(
          open("cx_open", CircuitBreaker::connections),
          open("rq_pending_open", CircuitBreaker::pending),
          open("rq_open", CircuitBreaker::requests),
          open("rq_retry_open", CircuitBreaker::retries));

  private CircuitGauges() {}

  private static ClusterSeries open(String name, Function<CircuitBreaker, Gauge> gauge) {
    return new ClusterSeries(
        "circuit_breakers_default_" + name,
        "gauge",
        cluster -> gauge.apply(cluster.breaker()).exhausted() ? 1 : 0);
  }

  static void write(ClusterDirectory directory, Appendable out) throws IOException {
    Map<String, SharedCluster> clusters = new TreeMap<>(directory.clusters());
    if (!clusters.isEmpty()) {
      for (ClusterSeries series : SERIES) {
        series.write(clusters, out);
      }
    }
  }
}
