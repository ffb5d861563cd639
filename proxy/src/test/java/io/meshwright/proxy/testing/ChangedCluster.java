package io.meshwright.proxy.testing;

import io.meshwright.proxy.snapshot.CircuitLimits;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import org.jspecify.annotations.Nullable;

/** Clusters that differ from a plain one in one respect. */
public final class ChangedCluster {
  private ChangedCluster() {}

  /** The cluster with a limit of connections. */
  public static ReadyCluster limited(ReadyCluster ready, int connections) {
    CircuitLimits was = ready.cluster().limits();
    return limited(
        ready,
        new CircuitLimits(connections, was.pendingRequests(), was.requests(), was.retries(), null));
  }

  /** The cluster with a retry budget. */
  public static ReadyCluster budgeted(ReadyCluster ready, double percent, long minimum) {
    CircuitLimits was = ready.cluster().limits();
    return limited(
        ready,
        new CircuitLimits(
            was.connections(),
            was.pendingRequests(),
            was.requests(),
            was.retries(),
            new CircuitLimits.RetryBudget(percent, minimum)));
  }

  private static ReadyCluster limited(ReadyCluster ready, CircuitLimits limits) {
    Cluster c = ready.cluster();
    return changed(ready, c.loadBalancing(), c.http(), limits, c.healthCheck());
  }

  /** The cluster with another way to choose hosts. */
  public static ReadyCluster balanced(ReadyCluster ready, LoadBalancing.Policy policy) {
    Cluster c = ready.cluster();
    return changed(
        ready, new LoadBalancing(policy, 0, false), c.http(), c.limits(), c.healthCheck());
  }

  /** The cluster with another HTTP. */
  public static ReadyCluster speaking(ReadyCluster ready, HttpProtocol.Upstream http) {
    Cluster c = ready.cluster();
    return changed(ready, c.loadBalancing(), http, c.limits(), c.healthCheck());
  }

  /** The cluster with a health check. */
  public static ReadyCluster checked(ReadyCluster ready, HealthCheck check) {
    Cluster c = ready.cluster();
    return changed(ready, c.loadBalancing(), c.http(), c.limits(), check);
  }

  private static ReadyCluster changed(
      ReadyCluster ready,
      LoadBalancing balancing,
      HttpProtocol.Upstream http,
      CircuitLimits limits,
      @Nullable HealthCheck check) {
    Cluster c = ready.cluster();
    return new ReadyCluster(
        new Cluster(
            c.name(),
            c.altStatName(),
            c.discovery(),
            balancing,
            c.connectTimeout(),
            http,
            limits,
            c.outlier(),
            check,
            c.transport(),
            c.transportMatches(),
            c.sourceAddresses(),
            c.tcpKeepalive(),
            c.bufferLimitBytes(),
            c.services(),
            c.configSource(),
            c.closeOnHealthFailure()),
        ready.endpoints());
  }
}
