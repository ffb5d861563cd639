package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.snapshot.OutlierDetection;
import io.meshwright.proxy.upstream.ClusterDirectory;
import io.meshwright.proxy.upstream.SharedCluster;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at ejected endpoints in each cluster's interval. For one thread only. */
final class OutlierSweeps {
  private final ScheduledExecutorService timer;
  private final Map<SharedCluster, Future<?>> running = new HashMap<>();

  OutlierSweeps(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Sweeps exactly the clusters of this directory. */
  void follow(ClusterDirectory directory) {
    running
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !directory.clusters().containsValue(entry.getKey());
              if (gone) {
                entry.getValue().cancel(false);
              }
              return gone;
            });
    for (SharedCluster cluster : directory.clusters().values()) {
      @Nullable OutlierDetection config = cluster.cluster().outlier();
      if (config != null) {
        long millis = Math.max(1, config.interval().toMillis());
        running.computeIfAbsent(
            cluster,
            _ ->
                timer.scheduleWithFixedDelay(
                    cluster::sweepOutliers, millis, millis, TimeUnit.MILLISECONDS));
      }
    }
  }
}
