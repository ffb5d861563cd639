package io.meshwright.proxy.xds.parse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.meshwright.proxy.snapshot.ClientAddressPolicy;
import io.meshwright.proxy.snapshot.ForwardedCertificate;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Codec;
import io.meshwright.proxy.snapshot.HttpConnectionManager.RouteSource;
import io.meshwright.proxy.snapshot.HttpConnectionManager.ServerHeader;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.PathPolicy;
import io.meshwright.proxy.snapshot.PathPolicy.EscapedSlashes;
import io.meshwright.proxy.snapshot.PathPolicy.StripPort;
import io.meshwright.proxy.snapshot.RequestIdPolicy;
import io.meshwright.proxy.snapshot.Timeouts;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** {@code HttpConnectionManager}. */
final class HttpConnectionManagerParser {
  private static final int KILOBYTE = 1024;
  private static final int MAX_HEADERS_KB = 8192;

  private final io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
          .HttpConnectionManager
      proto;
  private final Where where;

  private HttpConnectionManagerParser(
      io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
              .HttpConnectionManager
          proto,
      Where where) {
    this.proto = proto;
    this.where = where;
  }

  static HttpConnectionManager parse(
      io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
              .HttpConnectionManager
          proto,
      Where where)
      throws ConfigException, InvalidProtocolBufferException {
    return new HttpConnectionManagerParser(proto, where).manager();
  }

  private HttpConnectionManager manager() throws ConfigException, InvalidProtocolBufferException {
    return new HttpConnectionManager(
        proto.getStatPrefix(),
        codec(),
        routes(),
        HttpFilterParser.parse(proto.getHttpFiltersList(), where),
        timeouts(),
        HttpOptionsParser.common(
            proto.getCommonHttpProtocolOptions(), where.field("common_http_protocol_options")),
        HttpOptionsParser.http1(
            proto.getHttpProtocolOptions(), where.field("http_protocol_options")),
        HttpOptionsParser.http2(
            proto.getHttp2ProtocolOptions(), where.field("http2_protocol_options")),
        proto.getServerName().isEmpty()
            ? HttpConnectionManager.DEFAULT_SERVER_NAME
            : proto.getServerName(),
        serverHeader(),
        new ClientAddressPolicy(
            proto.getUseRemoteAddress().getValue(),
            Values.intOf(proto.getXffNumTrustedHops(), 0, where.field("xff_num_trusted_hops")),
            proto.getSkipXffAppend()),
        forwardedCertificate(),
        paths(),
        new RequestIdPolicy(
            !proto.hasGenerateRequestId() || proto.getGenerateRequestId().getValue(),
            proto.getPreserveExternalRequestId(),
            proto.getAlwaysSetRequestIdInResponse()),
        upgrades(),
        maxHeaders(),
        AccessLogParser.parse(proto.getAccessLogList(), where));
  }

  private Codec codec() throws ConfigException {
    return switch (proto.getCodecType()) {
      case AUTO -> Codec.AUTO;
      case HTTP1 -> Codec.HTTP1;
      case HTTP2 -> Codec.HTTP2;
      case HTTP3, UNRECOGNIZED ->
          throw where
              .field("codec_type")
              .error(proto.getCodecType().name(), "AUTO, HTTP1 or HTTP2");
    };
  }

  private RouteSource routes() throws ConfigException {
    return switch (proto.getRouteSpecifierCase()) {
      case RDS -> {
        ConfigSources.requireAds(
            proto.getRds().getConfigSource(), where.field("rds").field("config_source"));
        yield new RouteSource.Discovered(
            Values.required(
                proto.getRds().getRouteConfigName(),
                where.field("rds").field("route_config_name")));
      }
      case ROUTE_CONFIG ->
          new RouteSource.Inline(
              RouteParser.parse(proto.getRouteConfig(), where.field("route_config")));
      case SCOPED_ROUTES, ROUTESPECIFIER_NOT_SET ->
          throw where.field("route_config").error("", "rds or route_config");
    };
  }

  private Timeouts timeouts() throws ConfigException {
    Timeouts unset = Timeouts.DEFAULT;
    return new Timeouts(
        Values.durationOr(
            proto.hasRequestTimeout(),
            proto.getRequestTimeout(),
            unset.request(),
            where.field("request_timeout")),
        Values.durationOr(
            proto.hasRequestHeadersTimeout(),
            proto.getRequestHeadersTimeout(),
            unset.requestHeaders(),
            where.field("request_headers_timeout")),
        Values.durationOr(
            proto.hasStreamIdleTimeout(),
            proto.getStreamIdleTimeout(),
            unset.streamIdle(),
            where.field("stream_idle_timeout")),
        Values.durationOr(
            proto.hasDrainTimeout(),
            proto.getDrainTimeout(),
            unset.drain(),
            where.field("drain_timeout")),
        Values.durationOr(
            proto.hasDelayedCloseTimeout(),
            proto.getDelayedCloseTimeout(),
            unset.delayedClose(),
            where.field("delayed_close_timeout")));
  }

  private ServerHeader serverHeader() throws ConfigException {
    return switch (proto.getServerHeaderTransformation()) {
      case OVERWRITE -> ServerHeader.OVERWRITE;
      case APPEND_IF_ABSENT -> ServerHeader.APPEND_IF_ABSENT;
      case PASS_THROUGH -> ServerHeader.PASS_THROUGH;
      case UNRECOGNIZED ->
          throw where
              .field("server_header_transformation")
              .error("" + proto.getServerHeaderTransformationValue(), "a known transformation");
    };
  }

  private ForwardedCertificate forwardedCertificate() throws ConfigException {
    ForwardedCertificate.Mode mode =
        switch (proto.getForwardClientCertDetails()) {
          case SANITIZE -> ForwardedCertificate.Mode.SANITIZE;
          case FORWARD_ONLY -> ForwardedCertificate.Mode.FORWARD_ONLY;
          case APPEND_FORWARD -> ForwardedCertificate.Mode.APPEND_FORWARD;
          case SANITIZE_SET -> ForwardedCertificate.Mode.SANITIZE_SET;
          case ALWAYS_FORWARD_ONLY -> ForwardedCertificate.Mode.ALWAYS_FORWARD_ONLY;
          case UNRECOGNIZED ->
              throw where
                  .field("forward_client_cert_details")
                  .error("" + proto.getForwardClientCertDetailsValue(), "a known mode");
        };
    var details = proto.getSetCurrentClientCertDetails();
    return new ForwardedCertificate(
        mode, details.getSubject().getValue(), details.getDns(), details.getUri());
  }

  private PathPolicy paths() throws ConfigException {
    PathWithEscapedSlashesAction action = proto.getPathWithEscapedSlashesAction();
    EscapedSlashes escaped =
        switch (action) {
          case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED -> EscapedSlashes.KEEP;
          case REJECT_REQUEST -> EscapedSlashes.REJECT;
          case UNESCAPE_AND_REDIRECT -> EscapedSlashes.UNESCAPE_AND_REDIRECT;
          case UNESCAPE_AND_FORWARD -> EscapedSlashes.UNESCAPE_AND_FORWARD;
          case UNRECOGNIZED ->
              throw where
                  .field("path_with_escaped_slashes_action")
                  .error("" + proto.getPathWithEscapedSlashesActionValue(), "a known action");
        };
    StripPort strip =
        proto.getStripAnyHostPort()
            ? StripPort.ANY
            : proto.getStripMatchingHostPort() ? StripPort.MATCHING : StripPort.NO;
    return new PathPolicy(
        proto.getNormalizePath().getValue(), proto.getMergeSlashes(), escaped, strip);
  }

  private List<Upgrade> upgrades() {
    List<Upgrade> upgrades = new ArrayList<>(proto.getUpgradeConfigsCount());
    for (UpgradeConfig config : proto.getUpgradeConfigsList()) {
      upgrades.add(
          new Upgrade(
              config.getUpgradeType(), !config.hasEnabled() || config.getEnabled().getValue()));
    }
    return upgrades;
  }

  private int maxHeaders() throws ConfigException {
    if (!proto.hasMaxRequestHeadersKb()) {
      return HttpConnectionManager.DEFAULT_MAX_REQUEST_HEADERS;
    }
    int kilobytes = proto.getMaxRequestHeadersKb().getValue();
    if (kilobytes < 1 || kilobytes > MAX_HEADERS_KB) {
      throw where
          .field("max_request_headers_kb")
          .error(Integer.toUnsignedString(kilobytes), "1 to " + MAX_HEADERS_KB);
    }
    return kilobytes * KILOBYTE;
  }
}
