package io.meshwright.proxy.tcp;

import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.telemetry.IstioLabels;
import io.meshwright.proxy.telemetry.MeshLabels;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.tls.PeerIdentity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels of a TCP connection in Istio's metrics. */
final class TcpLabels {
  private TcpLabels() {}

  /**
   * What the labels depend on besides the connection.
   *
   * @param upstreamPeer who the upstream proved to be
   */
  record Ends(
      SelfDescription self,
      @Nullable PeerIdentity upstreamPeer,
      Map<String, Secret> secrets,
      StatsConfig config,
      String flags) {}

  static IstioLabels of(
      DownstreamConnection connection,
      @Nullable Cluster cluster,
      @Nullable Endpoint endpoint,
      Ends ends) {
    return switch (connection.direction()) {
      case INBOUND ->
          new IstioLabels(
              "destination",
              WorkloadMetadata.UNKNOWN,
              ends.self().workload(),
              MeshLabels.principal(connection.peer()),
              MeshLabels.ownPrincipal(connection.peer(), ends.secrets()),
              MeshLabels.inboundService(cluster, "", ends.config()),
              "tcp",
              0,
              "",
              ends.flags(),
              MeshLabels.securityPolicy(connection.tls(), connection.peer()));
      case OUTBOUND, UNSPECIFIED ->
          new IstioLabels(
              "source",
              ends.self().workload(),
              MeshLabels.workload(endpoint),
              MeshLabels.ownPrincipal(ends.upstreamPeer(), ends.secrets()),
              MeshLabels.principal(ends.upstreamPeer()),
              MeshLabels.service(cluster, "", ends.config()),
              "tcp",
              0,
              "",
              ends.flags(),
              WorkloadMetadata.UNKNOWN_VALUE);
    };
  }
}
