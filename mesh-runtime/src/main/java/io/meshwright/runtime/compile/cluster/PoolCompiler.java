package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.type.v3.Percent;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import io.meshwright.runtime.model.traffic.OutlierDetection;
import io.meshwright.runtime.model.traffic.RetryBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits of connections and the ejection of failing hosts (istio-features DR15, DR16, DR19). */
final class PoolCompiler {

  /** 2^32-1, as an unsigned number: no limit. */
  private static final int UNLIMITED = -1;

  private PoolCompiler() {}

  static void apply(Cluster.Builder cluster, @Nullable ConnectionPool pool) {
    if (pool == null) {
      return;
    }
    ConnectionPool.Tcp tcp = pool.tcp();
    ConnectionPool.Http http = pool.http();
    cluster.setCircuitBreakers(
        CircuitBreakers.newBuilder()
            .addThresholds(
                CircuitBreakers.Thresholds.newBuilder()
                    .setMaxConnections(limit(tcp.maxConnections()))
                    .setMaxPendingRequests(limit(http.maxPendingRequests()))
                    .setMaxRequests(limit(http.maxRequests()))
                    .setMaxRetries(limit(http.maxRetries()))
                    .setTrackRemaining(true)));
    if (tcp.connectTimeout() != null) {
      cluster.setConnectTimeout(duration(tcp.connectTimeout()));
    }
    apply(cluster, tcp.keepalive());
  }

  static void apply(Cluster.Builder cluster, ConnectionPool.@Nullable Keepalive keepalive) {
    if (keepalive != null) {
      cluster.setUpstreamConnectionOptions(
          UpstreamConnectionOptions.newBuilder().setTcpKeepalive(keepalive(keepalive)));
    }
  }

  /** Takes the place of the number of retries; after the pool. */
  static void apply(Cluster.Builder cluster, @Nullable RetryBudget budget) {
    if (budget != null) {
      cluster
          .getCircuitBreakersBuilder()
          .getThresholdsBuilder(0)
          .clearMaxRetries()
          .setRetryBudget(
              CircuitBreakers.Thresholds.RetryBudget.newBuilder()
                  .setBudgetPercent(Percent.newBuilder().setValue(budget.percent()))
                  .setMinRetryConcurrency(uint32(budget.minimum())));
    }
  }

  static void apply(Cluster.Builder cluster, @Nullable OutlierDetection outliers) {
    if (outliers == null) {
      return;
    }
    var detection =
        io.envoyproxy.envoy.config.cluster.v3.OutlierDetection.newBuilder()
            .setInterval(duration(outliers.interval()))
            .setBaseEjectionTime(duration(outliers.baseEjectionTime()))
            .setMaxEjectionPercent(uint32(outliers.maxEjectionPercent()))
            // by success rate nobody is ejected
            .setEnforcingSuccessRate(uint32(0));
    detection.setConsecutive5Xx(uint32(Math.max(1, outliers.consecutive5xx())));
    detection.setEnforcingConsecutive5Xx(uint32(outliers.consecutive5xx() > 0 ? 100 : 0));
    if (outliers.consecutiveGatewayErrors() > 0) {
      detection
          .setConsecutiveGatewayFailure(uint32(outliers.consecutiveGatewayErrors()))
          .setEnforcingConsecutiveGatewayFailure(uint32(100));
    }
    if (outliers.splitLocalOrigin()) {
      int failures = outliers.consecutiveLocalOriginFailures();
      detection
          .setSplitExternalLocalOriginErrors(true)
          .setConsecutiveLocalOriginFailure(uint32(Math.max(1, failures)))
          .setEnforcingConsecutiveLocalOriginFailure(uint32(failures > 0 ? 100 : 0))
          .setEnforcingLocalOriginSuccessRate(uint32(0));
    }
    cluster.setOutlierDetection(detection);
    cluster
        .getCommonLbConfigBuilder()
        .setHealthyPanicThreshold(Percent.newBuilder().setValue(outliers.minHealthPercent()));
  }

  private static TcpKeepalive keepalive(ConnectionPool.Keepalive keepalive) {
    TcpKeepalive.Builder probes = TcpKeepalive.newBuilder();
    if (keepalive.probes() > 0) {
      probes.setKeepaliveProbes(uint32(keepalive.probes()));
    }
    if (keepalive.time() != null) {
      probes.setKeepaliveTime(uint32(wholeSeconds(keepalive.time())));
    }
    if (keepalive.interval() != null) {
      probes.setKeepaliveInterval(uint32(wholeSeconds(keepalive.interval())));
    }
    return probes.build();
  }

  private static int wholeSeconds(Duration duration) {
    return Math.clamp(duration.toSeconds(), 1, Integer.MAX_VALUE);
  }

  private static com.google.protobuf.UInt32Value limit(int configured) {
    return uint32(configured == 0 ? UNLIMITED : configured);
  }
}
