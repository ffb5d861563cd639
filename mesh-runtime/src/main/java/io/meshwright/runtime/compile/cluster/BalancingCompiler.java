package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;

import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.type.v3.Percent;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.LoadBalancing.HashTable;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import org.jspecify.annotations.Nullable;

/** How a cluster chooses a host (istio-features DR7, DR8, DR10, DR12, DR14). */
final class BalancingCompiler {
  private BalancingCompiler() {}

  /**
   * {@code balancing} is not PASSTHROUGH, which is a matter of the cluster's type.
   *
   * @param mesh what the place of hosts matters where nothing is said
   */
  static void apply(
      Cluster.Builder cluster, @Nullable LoadBalancing balancing, LocalityBalancing mesh) {
    LoadBalancing effective = balancing == null ? LoadBalancing.DEFAULT : balancing;
    if (weighted(effective, LoadBalancing.localityOf(effective, mesh))) {
      cluster
          .getCommonLbConfigBuilder()
          .setLocalityWeightedLbConfig(
              Cluster.CommonLbConfig.LocalityWeightedLbConfig.getDefaultInstance());
    }
    switch (effective) {
      case LoadBalancing.Simple(var algorithm, var warmup, var _) ->
          simple(cluster, algorithm, warmup);
      case LoadBalancing.ConsistentHash(var _, HashTable.Ring(long size), var _) ->
          cluster
              .setLbPolicy(Cluster.LbPolicy.RING_HASH)
              .setRingHashLbConfig(
                  Cluster.RingHashLbConfig.newBuilder().setMinimumRingSize(UInt64Value.of(size)));
      case LoadBalancing.ConsistentHash(var _, HashTable.Maglev(long size), var _) ->
          cluster
              .setLbPolicy(Cluster.LbPolicy.MAGLEV)
              .setMaglevLbConfig(
                  Cluster.MaglevLbConfig.newBuilder().setTableSize(UInt64Value.of(size)));
    }
  }

  /** Whether load assignments say how much places get. */
  private static boolean weighted(LoadBalancing balancing, LocalityBalancing locality) {
    return locality instanceof LocalityBalancing.Distribute
        || (locality instanceof LocalityBalancing.ZoneAware
            && LoadBalancing.sharedByZones(balancing));
  }

  private static void simple(
      Cluster.Builder cluster,
      LoadBalancing.Algorithm algorithm,
      LoadBalancing.@Nullable Warmup warmup) {
    switch (algorithm) {
      case RANDOM -> cluster.setLbPolicy(Cluster.LbPolicy.RANDOM);
      case ROUND_ROBIN -> {
        cluster.setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
        if (warmup != null) {
          cluster.setRoundRobinLbConfig(
              Cluster.RoundRobinLbConfig.newBuilder().setSlowStartConfig(slowStart(warmup)));
        }
      }
      case LEAST_REQUEST, PASSTHROUGH -> {
        cluster.setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST);
        if (warmup != null) {
          cluster.setLeastRequestLbConfig(
              Cluster.LeastRequestLbConfig.newBuilder().setSlowStartConfig(slowStart(warmup)));
        }
      }
    }
  }

  private static Cluster.SlowStartConfig slowStart(LoadBalancing.Warmup warmup) {
    return Cluster.SlowStartConfig.newBuilder()
        .setSlowStartWindow(duration(warmup.duration()))
        .setMinWeightPercent(Percent.newBuilder().setValue(warmup.minimumPercent()))
        .setAggression(
            RuntimeDouble.newBuilder()
                .setDefaultValue(warmup.aggression())
                .setRuntimeKey("meshwright.warmup.aggression"))
        .build();
  }
}
