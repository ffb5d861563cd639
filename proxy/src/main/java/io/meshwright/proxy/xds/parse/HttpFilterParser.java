package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.decompressor.v3.Decompressor;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.alpn.FilterConfig;
import io.meshwright.xds.proto.peermetadata.Config;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The filters of an HTTP connection manager. */
final class HttpFilterParser {

  private static final String FILTERS = "envoy.extensions.filters.http.";
  private static final String ROUTER = FILTERS + "router.v3.Router";
  private static final String STATS = "stats.PluginConfig";
  private static final String ALPN = "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig";
  private static final String PEER_METADATA = "io.istio.http.peer_metadata.Config";

  private HttpFilterParser() {}

  static List<io.meshwright.proxy.snapshot.HttpFilter> parse(List<HttpFilter> protos, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    List<io.meshwright.proxy.snapshot.HttpFilter> filters = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      Where there = where.item("http_filters", i);
      HttpFilterConfig filter = filter(protos.get(i).getTypedConfig(), there.field("typed_config"));
      if (filter instanceof HttpFilterConfig.Router != (i == protos.size() - 1)) {
        throw there.error(protos.get(i).getName(), "the router in the last place only");
      }
      filters.add(
          new io.meshwright.proxy.snapshot.HttpFilter(
              protos.get(i).getName(), protos.get(i).getDisabled(), filter));
    }
    if (filters.isEmpty()) {
      throw where.field("http_filters").error("", "the router");
    }
    return filters;
  }

  private static HttpFilterConfig filter(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    String type = Values.typeOf(config);
    return switch (type) {
      case ROUTER ->
          new HttpFilterConfig.Router(
              Router.parseFrom(config.getValue()).getSuppressEnvoyHeaders());
      case STATS ->
          new HttpFilterConfig.Stats(
              NetworkFilterParser.stats(PluginConfig.parseFrom(config.getValue()), where));
      case ALPN -> alpn(FilterConfig.parseFrom(config.getValue()), where);
      case PEER_METADATA -> peerMetadata(Config.parseFrom(config.getValue()));
      case FILTERS + "cors.v3.Cors" -> new HttpFilterConfig.Cors();
      case FILTERS + "fault.v3.HTTPFault" ->
          new HttpFilterConfig.Fault(
              FaultParser.parse(HTTPFault.parseFrom(config.getValue()), where));
      case FILTERS + "rbac.v3.RBAC" ->
          new HttpFilterConfig.Rbac(RbacParser.http(RBAC.parseFrom(config.getValue()), where));
      case FILTERS + "local_ratelimit.v3.LocalRateLimit" ->
          new HttpFilterConfig.LocalRateLimited(
              LimitParser.http(LocalRateLimit.parseFrom(config.getValue()), where));
      case FILTERS + "ratelimit.v3.RateLimit" ->
          new HttpFilterConfig.RateLimited(
              RateLimitParser.parse(RateLimit.parseFrom(config.getValue()), where));
      case FILTERS + "header_mutation.v3.HeaderMutation" ->
          headerMutation(HeaderMutation.parseFrom(config.getValue()), where);
      case FILTERS + "buffer.v3.Buffer" ->
          new HttpFilterConfig.Buffer(
              LimitParser.buffer(Buffer.parseFrom(config.getValue()), where));
      case FILTERS + "ext_authz.v3.ExtAuthz" ->
          new HttpFilterConfig.ExtAuthz(
              ExtAuthzParser.parse(ExtAuthz.parseFrom(config.getValue()), where));
      case FILTERS + "compressor.v3.Compressor" ->
          new HttpFilterConfig.Compressor(
              CompressionParser.compression(Compressor.parseFrom(config.getValue()), where));
      case FILTERS + "decompressor.v3.Decompressor" ->
          new HttpFilterConfig.Decompressor(
              CompressionParser.decompression(Decompressor.parseFrom(config.getValue()), where));
      case FILTERS + "grpc_web.v3.GrpcWeb" -> new HttpFilterConfig.GrpcWeb();
      case FILTERS + "grpc_stats.v3.FilterConfig" ->
          GrpcStatsParser.parse(
              io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.parseFrom(
                  config.getValue()),
              where);
      case FILTERS + "jwt_authn.v3.JwtAuthentication" ->
          new HttpFilterConfig.JwtAuthn(
              JwtParser.parse(JwtAuthentication.parseFrom(config.getValue()), where));
      default -> throw where.error(type, "a supported HTTP filter");
    };
  }

  private static HttpFilterConfig headerMutation(HeaderMutation proto, Where where)
      throws ConfigException {
    return new HttpFilterConfig.HeaderMutation(
        HeaderRewritesParser.parse(proto.getMutations(), where.field("mutations")),
        proto.getMostSpecificHeaderMutationsWins());
  }

  private static HttpFilterConfig alpn(FilterConfig proto, Where where) throws ConfigException {
    Map<UpstreamProtocol, List<String>> overrides = new EnumMap<>(UpstreamProtocol.class);
    for (int i = 0; i < proto.getAlpnOverrideCount(); i++) {
      FilterConfig.AlpnOverride override = proto.getAlpnOverride(i);
      UpstreamProtocol protocol =
          switch (override.getUpstreamProtocol()) {
            case HTTP10 -> UpstreamProtocol.HTTP10;
            case HTTP11 -> UpstreamProtocol.HTTP11;
            case HTTP2 -> UpstreamProtocol.HTTP2;
            case UNRECOGNIZED ->
                throw where
                    .item("alpn_override", i)
                    .field("upstream_protocol")
                    .error("" + override.getUpstreamProtocolValue(), "HTTP10, HTTP11 or HTTP2");
          };
      overrides.put(protocol, override.getAlpnOverrideList());
    }
    return new HttpFilterConfig.Alpn(overrides);
  }

  private static HttpFilterConfig peerMetadata(Config proto) {
    boolean skipExternal =
        proto.getUpstreamPropagationList().stream()
            .anyMatch(method -> method.getIstioHeaders().getSkipExternalClusters());
    return new HttpFilterConfig.PeerMetadata(
        proto.getDownstreamDiscoveryList().stream()
            .anyMatch(Config.DiscoveryMethod::hasIstioHeaders),
        proto.getUpstreamDiscoveryList().stream().anyMatch(Config.DiscoveryMethod::hasIstioHeaders),
        proto.getDownstreamPropagationList().stream()
            .anyMatch(Config.PropagationMethod::hasIstioHeaders),
        proto.getUpstreamPropagationList().stream()
            .anyMatch(Config.PropagationMethod::hasIstioHeaders),
        skipExternal);
  }
}
