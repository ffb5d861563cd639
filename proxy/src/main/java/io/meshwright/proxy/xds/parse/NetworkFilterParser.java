package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.ClusterTarget.WeightedCluster;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.snapshot.StatsConfig.MetricOverride;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.stats.MetricConfig;
import io.meshwright.xds.proto.stats.PluginConfig;
import io.meshwright.xds.proto.stats.Reporter;
import java.util.ArrayList;
import java.util.List;

/** The filters of a filter chain. */
final class NetworkFilterParser {
  private static final String PACKAGE = "envoy.extensions.filters.network.";

  private NetworkFilterParser() {}

  static NetworkFilter parse(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    String type = Values.typeOf(config);
    return switch (type) {
      case PACKAGE + "tcp_proxy.v3.TcpProxy" ->
          tcpProxy(
              io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.parseFrom(
                  config.getValue()),
              where);
      case PACKAGE + "http_connection_manager.v3.HttpConnectionManager" ->
          HttpConnectionManagerParser.parse(
              io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
                  .HttpConnectionManager.parseFrom(config.getValue()),
              where);
      case "stats.PluginConfig" ->
          new NetworkFilter.Stats(stats(PluginConfig.parseFrom(config.getValue()), where));
      case PACKAGE + "rbac.v3.RBAC" ->
          new NetworkFilter.Rbac(
              RbacParser.network(
                  io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.parseFrom(
                      config.getValue()),
                  where));
      case PACKAGE + "local_ratelimit.v3.LocalRateLimit" ->
          LimitParser.network(
              io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit
                  .parseFrom(config.getValue()),
              where);
      default -> throw where.error(type, "a supported network filter");
    };
  }

  static StatsConfig stats(PluginConfig proto, Where where) throws ConfigException {
    List<MetricOverride> overrides = new ArrayList<>(proto.getMetricsCount());
    for (MetricConfig metric : proto.getMetricsList()) {
      overrides.add(
          new MetricOverride(
              metric.getName(),
              metric.getDrop(),
              metric.getDimensionsMap(),
              metric.getTagsToRemoveList()));
    }
    return new StatsConfig(
        !proto.getDisableHostHeaderFallback(),
        Values.durationOr(
            proto.hasTcpReportingDuration(),
            proto.getTcpReportingDuration(),
            StatsConfig.DEFAULT_TCP_REPORTING_INTERVAL,
            where.field("tcp_reporting_duration")),
        overrides,
        proto.getReporter() == Reporter.SERVER_GATEWAY);
  }

  private static TcpProxy tcpProxy(
      io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    MatchLabels subset = MetadataReader.subsetLabels(proto.getMetadataMatch());
    ClusterTarget target =
        switch (proto.getClusterSpecifierCase()) {
          case CLUSTER -> new ClusterTarget.Single(proto.getCluster(), subset);
          case WEIGHTED_CLUSTERS -> weighted(proto, subset, where.field("weighted_clusters"));
          case CLUSTERSPECIFIER_NOT_SET -> throw where.field("cluster").error("", "a cluster");
        };
    return new TcpProxy(
        proto.getStatPrefix(),
        target,
        Values.durationOr(
            proto.hasIdleTimeout(),
            proto.getIdleTimeout(),
            TcpProxy.DEFAULT_IDLE_TIMEOUT,
            where.field("idle_timeout")),
        proto.hasMaxConnectAttempts()
            ? Values.intOf(
                proto.getMaxConnectAttempts().getValue(), 1, where.field("max_connect_attempts"))
            : 1,
        proto.hasMaxDownstreamConnectionDuration()
            ? Values.duration(
                proto.getMaxDownstreamConnectionDuration(),
                where.field("max_downstream_connection_duration"))
            : null,
        hashBySource(proto, where),
        proto.hasTunnelingConfig()
            ? tunnelling(proto.getTunnelingConfig(), where.field("tunneling_config"))
            : null,
        AccessLogParser.parse(proto.getAccessLogList(), where));
  }

  private static TcpProxy.Tunnelling tunnelling(
      io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig proto,
      Where where)
      throws ConfigException {
    Where host = where.field("hostname");
    String path = proto.getPostPath();
    if (!proto.getUsePost() && !path.isEmpty()) {
      throw where.field("post_path").error(path, "use_post with it");
    }
    return new TcpProxy.Tunnelling(
        FormatParser.parse(Values.required(proto.getHostname(), host), host),
        proto.getUsePost() && path.isEmpty() ? "/" : path,
        HeaderMutationsParser.additions(proto.getHeadersToAddList(), "headers_to_add", where));
  }

  private static boolean hashBySource(
      io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy proto, Where where)
      throws ConfigException {
    for (int i = 0; i < proto.getHashPolicyCount(); i++) {
      if (!proto.getHashPolicy(i).hasSourceIp()) {
        throw where
            .item("hash_policy", i)
            .error(proto.getHashPolicy(i).getPolicySpecifierCase().toString(), "source_ip");
      }
    }
    return proto.getHashPolicyCount() > 0;
  }

  private static ClusterTarget weighted(
      io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy proto,
      MatchLabels subset,
      Where where)
      throws ConfigException {
    List<WeightedCluster> clusters = new ArrayList<>();
    long total = 0;
    for (var cluster : proto.getWeightedClusters().getClustersList()) {
      long weight = Integer.toUnsignedLong(cluster.getWeight());
      total += weight;
      clusters.add(
          new WeightedCluster(
              cluster.getName(),
              weight,
              subset.with(MetadataReader.subsetLabels(cluster.getMetadataMatch())),
              HeaderMutations.NONE,
              "",
              FilterOverrides.NONE));
    }
    if (total == 0) {
      throw where.error("weights with the sum 0", "a sum of 1 or more");
    }
    return new ClusterTarget.Weighted(clusters, total);
  }
}
