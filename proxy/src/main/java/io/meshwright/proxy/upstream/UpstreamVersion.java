package io.meshwright.proxy.upstream;

import io.meshwright.proxy.http.codec.WireVersion;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.proxy.snapshot.HttpProtocol;
import java.util.List;
import java.util.Map;

/** Which HTTP a request is sent upstream in. */
enum UpstreamVersion {
  HTTP_1,
  HTTP_2,
  /** What the upstream chooses by ALPN. */
  NEGOTIATED,
  /** None: the tunnel that it asks for ends here. */
  TUNNEL;

  static UpstreamVersion of(HttpProtocol.Upstream cluster, WireVersion downstream) {
    return switch (cluster) {
      case HttpProtocol.Upstream.Http1Only _ -> HTTP_1;
      case HttpProtocol.Upstream.Http2Only _ -> HTTP_2;
      case HttpProtocol.Upstream.SameAsDownstream _ ->
          downstream == WireVersion.HTTP_2 ? HTTP_2 : HTTP_1;
      case HttpProtocol.Upstream.ByAlpn _ -> NEGOTIATED;
    };
  }

  /** What {@code istio.alpn} has TLS offer for it; empty leaves that to the cluster. */
  List<String> override(Map<UpstreamProtocol, List<String>> overrides) {
    return switch (this) {
      case HTTP_1 -> overrides.getOrDefault(UpstreamProtocol.HTTP11, List.of());
      case HTTP_2 -> overrides.getOrDefault(UpstreamProtocol.HTTP2, List.of());
      case NEGOTIATED, TUNNEL -> List.of();
    };
  }

  /** What TLS offers if nothing was configured. */
  List<String> fallback() {
    return switch (this) {
      case HTTP_1, TUNNEL -> List.of();
      case HTTP_2 -> List.of("h2");
      case NEGOTIATED -> List.of("h2", "http/1.1");
    };
  }
}
