package io.meshwright.runtime.compile.filter;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.Int32Range;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.runtime.model.traffic.Tunnel;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.util.List;

/** Filters of connections, and the inspectors before them. */
public final class NetworkFilters {

  /** Restores the address that the client dialled. */
  public static final ListenerFilter ORIGINAL_DESTINATION =
      inspector("envoy.filters.listener.original_dst", OriginalDst.getDefaultInstance());

  /** Has upstream connections come from the client's address. */
  public static final ListenerFilter ORIGINAL_SOURCE =
      inspector(
          "envoy.filters.listener.original_src",
          OriginalSrc.newBuilder().setMark(ProxyPod.TRANSPARENT_MARK).build());

  /** Tells TLS from other payloads and reads server name and protocols. */
  public static final ListenerFilter TLS_INSPECTOR =
      inspector("envoy.filters.listener.tls_inspector", TlsInspector.getDefaultInstance());

  /** Tells HTTP from other payloads. */
  public static final ListenerFilter HTTP_INSPECTOR =
      inspector("envoy.filters.listener.http_inspector", HttpInspector.getDefaultInstance());

  /** What the HTTP inspector finds (istio-features G9). */
  public static final List<String> PLAINTEXT_HTTP = List.of("http/1.0", "http/1.1", "h2c");

  private static final Filter STATISTICS = filter("istio.stats", PluginConfig.getDefaultInstance());

  private NetworkFilters() {}

  /** Counts, where the proxy can, and relays to one cluster. */
  public static List<Filter> relay(ProxyScope scope, String cluster) {
    return relay(scope, List.of(new WeightedCluster(cluster, 1)), TrafficPolicy.Blocks.EMPTY);
  }

  /**
   * Counts connections and bytes in Istio's metrics, where the proxy can, and relays to clusters by
   * weight.
   *
   * @param policy its pool sets the idle time (one hour) and the longest life (none); a hash by the
   *     client's address also holds for connections (DR8); and so does its tunnel (DR24)
   */
  public static List<Filter> relay(
      ProxyScope scope, List<WeightedCluster> clusters, TrafficPolicy.Blocks policy) {
    TcpProxy config =
        relay(clusters, policy).toBuilder().addAllAccessLog(AccessLogs.of(scope)).build();
    Filter relay = filter("envoy.filters.network.tcp_proxy", config);
    return scope.proxy().names(PluginConfig.getDescriptor().getFullName())
        ? List.of(STATISTICS, relay)
        : List.of(relay);
  }

  private static TcpProxy relay(List<WeightedCluster> clusters, TrafficPolicy.Blocks policy) {
    ConnectionPool pool = policy.connectionPool();
    TcpProxy.Builder relay = TcpProxy.newBuilder().setStatPrefix(clusters.getFirst().name());
    if (clusters.size() == 1) {
      relay.setCluster(clusters.getFirst().name());
    } else {
      TcpProxy.WeightedCluster.Builder weighted = TcpProxy.WeightedCluster.newBuilder();
      for (WeightedCluster cluster : clusters) {
        weighted.addClusters(
            TcpProxy.WeightedCluster.ClusterWeight.newBuilder()
                .setName(cluster.name())
                .setWeight(cluster.weight()));
      }
      relay.setWeightedClusters(weighted);
    }
    if (pool != null && pool.tcp().idleTimeout() != null) {
      relay.setIdleTimeout(duration(pool.tcp().idleTimeout()));
    }
    if (pool != null && pool.tcp().maxConnectionDuration() != null) {
      relay.setMaxDownstreamConnectionDuration(duration(pool.tcp().maxConnectionDuration()));
    }
    if (policy.loadBalancing() instanceof LoadBalancing.ConsistentHash(var key, var _, var _)
        && key instanceof LoadBalancing.HashKey.SourceIp) {
      relay.addHashPolicy(
          io.envoyproxy.envoy.type.v3.HashPolicy.newBuilder()
              .setSourceIp(io.envoyproxy.envoy.type.v3.HashPolicy.SourceIp.getDefaultInstance()));
    }
    Tunnel tunnel = policy.tunnel();
    if (tunnel != null) {
      relay.setTunnelingConfig(
          TcpProxy.TunnelingConfig.newBuilder()
              .setHostname(tunnel.target())
              .setUsePost(tunnel.protocol() == Tunnel.Protocol.POST));
    }
    return relay.build();
  }

  /** The inspector, which leaves connections to these ports alone. */
  public static ListenerFilter except(List<Integer> ports, ListenerFilter inspector) {
    List<ListenerFilterChainMatchPredicate> matches =
        ports.stream().map(NetworkFilters::destination).toList();
    return switch (matches.size()) {
      case 0 -> inspector;
      case 1 -> inspector.toBuilder().setFilterDisabled(matches.getFirst()).build();
      default ->
          inspector.toBuilder()
              .setFilterDisabled(
                  ListenerFilterChainMatchPredicate.newBuilder()
                      .setOrMatch(
                          ListenerFilterChainMatchPredicate.MatchSet.newBuilder()
                              .addAllRules(matches)))
              .build();
    };
  }

  private static ListenerFilterChainMatchPredicate destination(int port) {
    return ListenerFilterChainMatchPredicate.newBuilder()
        .setDestinationPortRange(Int32Range.newBuilder().setStart(port).setEnd(port + 1))
        .build();
  }

  static Filter filter(String name, Message config) {
    return Filter.newBuilder().setName(name).setTypedConfig(pack(config)).build();
  }

  private static ListenerFilter inspector(String name, Message config) {
    return ListenerFilter.newBuilder().setName(name).setTypedConfig(pack(config)).build();
  }

  /** A cluster and its share. */
  public record WeightedCluster(String name, int weight) {}
}
