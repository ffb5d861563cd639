package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.upstream.ClusterDirectory;
import io.meshwright.proxy.upstream.SharedCluster;
import io.meshwright.proxy.upstream.outlier.OutlierCounters;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Says what outlier detection does, for the clusters that have it, under Envoy's names. */
final class OutlierMetrics {
  private static final String PREFIX = "outlier_detection_";

  private OutlierMetrics() {}

  static void write(ClusterDirectory directory, Appendable out) throws IOException {
    Map<String, SharedCluster> clusters = new TreeMap<>(directory.clusters());
    clusters.values().removeIf(cluster -> cluster.cluster().outlier() == null);
    if (clusters.isEmpty()) {
      return;
    }
    new ClusterSeries(PREFIX + "ejections_active", "gauge", SharedCluster::ejected)
        .write(clusters, out);
    for (String name : new OutlierCounters().values().keySet()) {
      new ClusterSeries(
              PREFIX + name,
              "counter",
              cluster -> cluster.outlierCounters().values().getOrDefault(name, 0L))
          .write(clusters, out);
    }
  }
}
