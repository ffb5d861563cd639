package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.meshwright.proxy.snapshot.CircuitLimits;
import io.meshwright.proxy.snapshot.CircuitLimits.RetryBudget;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.Cluster.TcpKeepalive;
import io.meshwright.proxy.snapshot.Cluster.TransportMatch;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.xds.ConfigException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code envoy.config.cluster.v3.Cluster}. */
final class ClusterParser {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final String DISCOVERY_TYPES =
      "EDS, STATIC, STRICT_DNS, LOGICAL_DNS or ORIGINAL_DST";

  private final io.envoyproxy.envoy.config.cluster.v3.Cluster proto;
  private final Where where;

  private ClusterParser(io.envoyproxy.envoy.config.cluster.v3.Cluster proto, Where where) {
    this.proto = proto;
    this.where = where;
  }

  static ParsedResource.OfCluster parse(
      io.envoyproxy.envoy.config.cluster.v3.Cluster proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    return new ClusterParser(proto, where).cluster();
  }

  private ParsedResource.OfCluster cluster()
      throws ConfigException, InvalidProtocolBufferException {
    Discovery discovery = discovery();
    EndpointAssignment endpoints =
        proto.hasLoadAssignment()
            ? EndpointParser.parse(proto.getLoadAssignment(), where.field("load_assignment"))
            : EndpointAssignment.EMPTY;
    DnsParser.checkEndpoints(discovery, endpoints, where.field("load_assignment"));
    Cluster cluster =
        new Cluster(
            proto.getName(),
            proto.getAltStatName(),
            discovery,
            LoadBalancingParser.parse(proto, where),
            Values.durationOr(
                proto.hasConnectTimeout(),
                proto.getConnectTimeout(),
                Cluster.DEFAULT_CONNECT_TIMEOUT,
                where.field("connect_timeout")),
            http(),
            limits(),
            proto.hasOutlierDetection()
                ? OutlierParser.parse(proto.getOutlierDetection(), where.field("outlier_detection"))
                : null,
            HealthCheckParser.one(proto.getHealthChecksList(), proto.getName(), where),
            proto.hasTransportSocket()
                ? TransportSocketParser.upstream(
                    proto.getTransportSocket(), where.field("transport_socket"))
                : new TransportSocket.Raw(),
            transportMatches(),
            sourceAddresses(),
            keepalive(),
            ListenerParser.bufferLimit(
                proto.hasPerConnectionBufferLimitBytes(),
                proto.getPerConnectionBufferLimitBytes().getValue(),
                where.field("per_connection_buffer_limit_bytes")),
            MetadataReader.services(proto.getMetadata()),
            RouteParser.configSource(proto.getMetadata()),
            proto.getCloseConnectionsOnHostHealthFailure());
    return new ParsedResource.OfCluster(cluster, endpoints);
  }

  private List<InetAddress> sourceAddresses() throws ConfigException {
    if (!proto.hasUpstreamBindConfig()) {
      return List.of();
    }
    Where there = where.field("upstream_bind_config");
    var config = proto.getUpstreamBindConfig();
    List<InetAddress> addresses = new ArrayList<>();
    addresses.add(
        AddressParser.ip(config.getSourceAddress(), there.field("source_address")).host());
    for (int i = 0; i < config.getExtraSourceAddressesCount(); i++) {
      addresses.add(
          AddressParser.ip(
                  config.getExtraSourceAddresses(i).getAddress(),
                  there.item("extra_source_addresses", i).field("address"))
              .host());
    }
    return addresses;
  }

  private Discovery discovery() throws ConfigException {
    DiscoveryType type = proto.getType();
    return switch (type) {
      case STATIC -> new Discovery.Static();
      case EDS -> {
        Where there = where.field("eds_cluster_config");
        ConfigSources.requireAds(
            proto.getEdsClusterConfig().getEdsConfig(), there.field("eds_config"));
        String service = proto.getEdsClusterConfig().getServiceName();
        yield new Discovery.Eds(service.isEmpty() ? proto.getName() : service);
      }
      case ORIGINAL_DST -> {
        var config = proto.getOriginalDstLbConfig();
        yield new Discovery.OriginalDestination(
            config.hasUpstreamPortOverride()
                ? Values.port(
                    config.getUpstreamPortOverride().getValue(),
                    where.field("original_dst_lb_config.upstream_port_override"))
                : null);
      }
      case STRICT_DNS, LOGICAL_DNS -> DnsParser.discovery(proto, where);
      case UNRECOGNIZED ->
          throw where.field("type").error("" + proto.getTypeValue(), DISCOVERY_TYPES);
    };
  }

  private HttpProtocol.Upstream http() throws ConfigException, InvalidProtocolBufferException {
    HttpProtocol.Upstream http =
        new HttpProtocol.Upstream.Http1Only(
            HttpProtocol.Common.DEFAULT, HttpProtocol.Http1.DEFAULT);
    for (var entry : proto.getTypedExtensionProtocolOptionsMap().entrySet()) {
      Where there = where.key("typed_extension_protocol_options", entry.getKey());
      Any options = entry.getValue();
      if (!Values.typeOf(options).equals(HTTP_OPTIONS)) {
        throw there.error(options.getTypeUrl(), HTTP_OPTIONS);
      }
      http = HttpOptionsParser.upstream(options, there);
    }
    return http;
  }

  private CircuitLimits limits() throws ConfigException {
    CircuitLimits limits = CircuitLimits.DEFAULT;
    for (int i = 0; i < proto.getCircuitBreakers().getThresholdsCount(); i++) {
      var thresholds = proto.getCircuitBreakers().getThresholds(i);
      if (thresholds.getPriority() != RoutingPriority.DEFAULT) {
        throw where
            .field("circuit_breakers")
            .item("thresholds", i)
            .field("priority")
            .error(thresholds.getPriority().name(), "DEFAULT");
      }
      CircuitLimits unset = CircuitLimits.DEFAULT;
      limits =
          new CircuitLimits(
              Values.longOr(
                  thresholds.hasMaxConnections(),
                  thresholds.getMaxConnections(),
                  unset.connections()),
              Values.longOr(
                  thresholds.hasMaxPendingRequests(),
                  thresholds.getMaxPendingRequests(),
                  unset.pendingRequests()),
              Values.longOr(
                  thresholds.hasMaxRequests(), thresholds.getMaxRequests(), unset.requests()),
              Values.longOr(
                  thresholds.hasMaxRetries(), thresholds.getMaxRetries(), unset.retries()),
              thresholds.hasRetryBudget()
                  ? retryBudget(
                      thresholds.getRetryBudget(),
                      where.field("circuit_breakers").item("thresholds", i).field("retry_budget"))
                  : null);
    }
    return limits;
  }

  private static RetryBudget retryBudget(
      io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget proto,
      Where place)
      throws ConfigException {
    RetryBudget unset = RetryBudget.DEFAULT;
    double percent =
        proto.hasBudgetPercent() ? proto.getBudgetPercent().getValue() : unset.percent();
    if (!(percent >= 0 && percent <= 100)) {
      throw place.field("budget_percent.value").error("" + percent, "0 to 100");
    }
    return new RetryBudget(
        percent,
        Values.longOr(
            proto.hasMinRetryConcurrency(), proto.getMinRetryConcurrency(), unset.minimum()));
  }

  private List<TransportMatch> transportMatches()
      throws ConfigException, InvalidProtocolBufferException {
    List<TransportMatch> matches = new ArrayList<>(proto.getTransportSocketMatchesCount());
    for (int i = 0; i < proto.getTransportSocketMatchesCount(); i++) {
      var match = proto.getTransportSocketMatches(i);
      matches.add(
          new TransportMatch(
              match.getName(),
              MetadataReader.labels(match.getMatch()),
              TransportSocketParser.upstream(
                  match.getTransportSocket(),
                  where.item("transport_socket_matches", i).field("transport_socket"))));
    }
    return matches;
  }

  private @Nullable TcpKeepalive keepalive() throws ConfigException {
    if (!proto.getUpstreamConnectionOptions().hasTcpKeepalive()) {
      return null;
    }
    var keepalive = proto.getUpstreamConnectionOptions().getTcpKeepalive();
    Where there = where.field("upstream_connection_options.tcp_keepalive");
    Integer probes = number(keepalive.getKeepaliveProbes(), there.field("keepalive_probes"));
    Integer time = number(keepalive.getKeepaliveTime(), there.field("keepalive_time"));
    Integer interval = number(keepalive.getKeepaliveInterval(), there.field("keepalive_interval"));
    return new TcpKeepalive(
        probes,
        time == null ? null : Duration.ofSeconds(time),
        interval == null ? null : Duration.ofSeconds(interval));
  }

  private static @Nullable Integer number(UInt32Value value, Where where) throws ConfigException {
    return value.getValue() == 0 ? null : Values.intOf(value.getValue(), 1, where);
  }
}
