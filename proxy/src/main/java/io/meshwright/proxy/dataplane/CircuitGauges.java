package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.telemetry.LabelText;
import io.meshwright.proxy.upstream.ClusterDirectory;
import io.meshwright.proxy.upstream.SharedCluster;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.upstream.pool.CircuitBreaker.Gauge;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Says in Prometheus' text format which circuit breakers are open, under Envoy's names. */
final class CircuitGauges {
  private static final Map<String, Function<CircuitBreaker, Gauge>> GAUGES = new LinkedHashMap<>();

  static {
    GAUGES.put("cx_open", CircuitBreaker::connections);
    GAUGES.put("rq_pending_open", CircuitBreaker::pending);
    GAUGES.put("rq_open", CircuitBreaker::requests);
    GAUGES.put("rq_retry_open", CircuitBreaker::retries);
  }

  private CircuitGauges() {}

  static void write(ClusterDirectory directory, Appendable out) throws IOException {
    Map<String, SharedCluster> clusters = new TreeMap<>(directory.clusters());
    if (clusters.isEmpty()) {
      return;
    }
    for (Map.Entry<String, Function<CircuitBreaker, Gauge>> gauge : GAUGES.entrySet()) {
      String name = "envoy_cluster_circuit_breakers_default_" + gauge.getKey();
      out.append("# TYPE ").append(name).append(" gauge\n");
      for (Map.Entry<String, SharedCluster> cluster : clusters.entrySet()) {
        out.append(name).append("{cluster_name=\"");
        LabelText.escape(out, cluster.getKey());
        boolean open = gauge.getValue().apply(cluster.getValue().breaker()).exhausted();
        out.append("\"} ").append(open ? "1\n" : "0\n");
      }
    }
  }
}
