package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.snapshot.HttpProtocol.Common;
import io.meshwright.proxy.snapshot.HttpProtocol.Http1;
import io.meshwright.proxy.snapshot.HttpProtocol.Http2;
import io.meshwright.proxy.snapshot.HttpProtocol.Keepalive;
import io.meshwright.proxy.snapshot.HttpProtocol.Underscores;
import io.meshwright.proxy.snapshot.HttpProtocol.Upstream;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Options of the HTTP versions. */
final class HttpOptionsParser {
  private static final String PRESERVE_CASE =
      "envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig";
  private static final int SMALLEST_WINDOW = 65_535;

  private HttpOptionsParser() {}

  static Common common(HttpProtocolOptions proto, Where where) throws ConfigException {
    Common unset = Common.DEFAULT;
    return new Common(
        Values.durationOr(
            proto.hasIdleTimeout(),
            proto.getIdleTimeout(),
            unset.idleTimeout(),
            where.field("idle_timeout")),
        proto.hasMaxConnectionDuration()
            ? Values.duration(
                proto.getMaxConnectionDuration(), where.field("max_connection_duration"))
            : null,
        proto.hasMaxStreamDuration()
            ? Values.duration(proto.getMaxStreamDuration(), where.field("max_stream_duration"))
            : null,
        Values.longOr(proto.hasMaxRequestsPerConnection(), proto.getMaxRequestsPerConnection(), 0),
        proto.hasMaxHeadersCount()
            ? Values.intOf(
                proto.getMaxHeadersCount().getValue(), 1, where.field("max_headers_count"))
            : unset.maxHeaders(),
        switch (proto.getHeadersWithUnderscoresAction()) {
          case ALLOW -> Underscores.ALLOW;
          case REJECT_REQUEST -> Underscores.REJECT_REQUEST;
          case DROP_HEADER -> Underscores.DROP_HEADER;
          case UNRECOGNIZED ->
              throw where
                  .field("headers_with_underscores_action")
                  .error("" + proto.getHeadersWithUnderscoresActionValue(), "a known action");
        });
  }

  static Http1 http1(Http1ProtocolOptions proto, Where where) throws ConfigException {
    boolean keepCase = false;
    if (proto.hasHeaderKeyFormat()) {
      Any formatter = proto.getHeaderKeyFormat().getStatefulFormatter().getTypedConfig();
      if (!Values.typeOf(formatter).equals(PRESERVE_CASE)) {
        throw where.field("header_key_format").error(formatter.getTypeUrl(), PRESERVE_CASE);
      }
      keepCase = true;
    }
    return new Http1(
        !proto.hasAllowAbsoluteUrl() || proto.getAllowAbsoluteUrl().getValue(),
        proto.getAcceptHttp10(),
        proto.getDefaultHostForHttp10(),
        keepCase);
  }

  static Http2 http2(Http2ProtocolOptions proto, Where where) throws ConfigException {
    Http2 unset = Http2.DEFAULT;
    Keepalive keepalive =
        proto.hasConnectionKeepalive()
            ? keepalive(proto.getConnectionKeepalive(), where.field("connection_keepalive"))
            : null;
    return new Http2(
        number(
            proto.hasMaxConcurrentStreams() ? proto.getMaxConcurrentStreams() : null,
            unset.maxConcurrentStreams(),
            1,
            where.field("max_concurrent_streams")),
        number(
            proto.hasInitialStreamWindowSize() ? proto.getInitialStreamWindowSize() : null,
            unset.streamWindow(),
            SMALLEST_WINDOW,
            where.field("initial_stream_window_size")),
        number(
            proto.hasInitialConnectionWindowSize() ? proto.getInitialConnectionWindowSize() : null,
            unset.connectionWindow(),
            SMALLEST_WINDOW,
            where.field("initial_connection_window_size")),
        proto.getAllowConnect(),
        keepalive);
  }

  private static Keepalive keepalive(KeepaliveSettings proto, Where where) throws ConfigException {
    double jitter =
        proto.hasIntervalJitter() ? proto.getIntervalJitter().getValue() : Keepalive.DEFAULT_JITTER;
    if (!(jitter >= 0 && jitter <= 100)) {
      throw where.field("interval_jitter.value").error("" + jitter, "0 to 100");
    }
    Duration timeout = Values.duration(proto.getTimeout(), where.field("timeout"));
    if (!timeout.isPositive()) {
      throw where.field("timeout").error(timeout.toString(), "more than 0");
    }
    return new Keepalive(
        Values.duration(proto.getInterval(), where.field("interval")),
        jitter,
        timeout,
        Values.duration(
            proto.getConnectionIdleInterval(), where.field("connection_idle_interval")));
  }

  private static int number(@Nullable UInt32Value value, int unset, int least, Where where)
      throws ConfigException {
    return value == null ? unset : Values.intOf(value.getValue(), least, where);
  }

  /** {@code envoy.extensions.upstreams.http.v3.HttpProtocolOptions}. */
  static Upstream upstream(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    var proto =
        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.parseFrom(
            config.getValue());
    Common common =
        common(proto.getCommonHttpProtocolOptions(), where.field("common_http_protocol_options"));
    return switch (proto.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> {
        var config1 = proto.getExplicitHttpConfig();
        Where there = where.field("explicit_http_config");
        yield config1.hasHttp2ProtocolOptions()
            ? new HttpProtocol.Upstream.Http2Only(
                common,
                http2(config1.getHttp2ProtocolOptions(), there.field("http2_protocol_options")))
            : new HttpProtocol.Upstream.Http1Only(
                common,
                http1(config1.getHttpProtocolOptions(), there.field("http_protocol_options")));
      }
      case USE_DOWNSTREAM_PROTOCOL_CONFIG -> {
        var same = proto.getUseDownstreamProtocolConfig();
        Where there = where.field("use_downstream_protocol_config");
        yield new Upstream.SameAsDownstream(
            common,
            http1(same.getHttpProtocolOptions(), there.field("http_protocol_options")),
            http2(same.getHttp2ProtocolOptions(), there.field("http2_protocol_options")));
      }
      case AUTO_CONFIG -> {
        var auto = proto.getAutoConfig();
        Where there = where.field("auto_config");
        yield new Upstream.ByAlpn(
            common,
            http1(auto.getHttpProtocolOptions(), there.field("http_protocol_options")),
            http2(auto.getHttp2ProtocolOptions(), there.field("http2_protocol_options")));
      }
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> new Upstream.Http1Only(common, Http1.DEFAULT);
    };
  }
}
