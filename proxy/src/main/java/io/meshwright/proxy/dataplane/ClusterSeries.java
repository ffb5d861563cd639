package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.telemetry.LabelText;
import io.meshwright.proxy.upstream.SharedCluster;
import java.io.IOException;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Writes one metric of all clusters in Prometheus' text format.
 *
 * @param name without {@code envoy_cluster_}
 * @param type {@code counter} or {@code gauge}
 */
record ClusterSeries(String name, String type, ToLongFunction<SharedCluster> value) {
  void write(Map<String, SharedCluster> clusters, Appendable out) throws IOException {
    String full = "envoy_cluster_" + name;
    out.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    for (Map.Entry<String, SharedCluster> cluster : clusters.entrySet()) {
      out.append(full).append("{cluster_name=\"");
      LabelText.escape(out, cluster.getKey());
      out.append("\"} ").append(Long.toString(value.applyAsLong(cluster.getValue()))).append('\n');
    }
  }
}
