package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.PathNormalization;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for traffic where no resource says otherwise (istio-features MC1, MC5, MC7 to MC9).
 *
 * @param localApplication whether the application is reached at its loopback address
 * @param clusterLocal whether clients of a host stay in their own cluster; the most specific host
 *     decides
 * @param nameRefresh how often names are resolved whose answers do not say how long they hold
 */
public record MeshTraffic(
    RetryPolicy retries,
    LocalityBalancing locality,
    ConnectionPool.@Nullable Keepalive keepalive,
    PathNormalization paths,
    boolean localApplication,
    Map<Hostname, Boolean> clusterLocal,
    Duration nameRefresh) {

  /** What holds where nothing is configured. */
  public static final MeshTraffic DEFAULT =
      new MeshTraffic(
          new RetryPolicy.MeshDefault(),
          LocalityBalancing.NEAREST_FIRST,
          null,
          PathNormalization.BASE,
          false,
          Map.of(),
          Duration.ofSeconds(60));

  public MeshTraffic {
    clusterLocal = Map.copyOf(clusterLocal);
  }

  /** Whether clients of this host stay in their own cluster. */
  public boolean staysInCluster(Hostname host) {
    return clusterLocal.entrySet().stream()
        .filter(entry -> host.subsetOf(entry.getKey()))
        .min(Map.Entry.comparingByKey(Hostname.MOST_SPECIFIC_FIRST))
        .map(Map.Entry::getValue)
        .orElse(false);
  }
}
