package io.meshwright.proxy.xds.parse;

import java.util.List;

/**
 * The extensions that this proxy reads, as it announces them in {@code Node.extensions}. A control
 * plane sends Istio's own extensions only to nodes that announce them.
 */
public final class KnownExtensions {

  private static final List<Known> ALL =
      List.of(
          new Known(
              "envoy.filters.http.router",
              "envoy.filters.http",
              "envoy.extensions.filters.http.router.v3.Router"),
          new Known(
              "envoy.filters.http.cors",
              "envoy.filters.http",
              "envoy.extensions.filters.http.cors.v3.Cors"),
          new Known(
              "envoy.filters.http.compressor",
              "envoy.filters.http",
              "envoy.extensions.filters.http.compressor.v3.Compressor"),
          new Known(
              "envoy.filters.http.decompressor",
              "envoy.filters.http",
              "envoy.extensions.filters.http.decompressor.v3.Decompressor"),
          new Known(
              "envoy.filters.http.ext_authz",
              "envoy.filters.http",
              "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz"),
          new Known(
              "envoy.filters.http.fault",
              "envoy.filters.http",
              "envoy.extensions.filters.http.fault.v3.HTTPFault"),
          new Known(
              "envoy.filters.http.buffer",
              "envoy.filters.http",
              "envoy.extensions.filters.http.buffer.v3.Buffer"),
          new Known(
              "envoy.filters.http.grpc_stats",
              "envoy.filters.http",
              "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig"),
          new Known(
              "envoy.filters.http.grpc_web",
              "envoy.filters.http",
              "envoy.extensions.filters.http.grpc_web.v3.GrpcWeb"),
          new Known(
              "envoy.filters.http.header_mutation",
              "envoy.filters.http",
              "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation"),
          new Known(
              "envoy.filters.http.jwt_authn",
              "envoy.filters.http",
              "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication"),
          new Known(
              "envoy.filters.http.local_ratelimit",
              "envoy.filters.http",
              "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"),
          new Known(
              "envoy.filters.http.ratelimit",
              "envoy.filters.http",
              "envoy.extensions.filters.http.ratelimit.v3.RateLimit"),
          new Known(
              "envoy.filters.http.rbac",
              "envoy.filters.http",
              "envoy.extensions.filters.http.rbac.v3.RBAC"),
          new Known(
              "envoy.filters.network.local_ratelimit",
              "envoy.filters.network",
              "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit"),
          new Known(
              "envoy.filters.network.rbac",
              "envoy.filters.network",
              "envoy.extensions.filters.network.rbac.v3.RBAC"),
          new Known("istio.stats", "envoy.filters.http", "stats.PluginConfig"),
          new Known("istio.stats", "envoy.filters.network", "stats.PluginConfig"),
          new Known(
              "istio.alpn",
              "envoy.filters.http",
              "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig"),
          new Known(
              "envoy.filters.http.peer_metadata",
              "envoy.filters.http",
              "io.istio.http.peer_metadata.Config"),
          new Known(
              "envoy.filters.network.http_connection_manager",
              "envoy.filters.network",
              "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
          new Known(
              "envoy.filters.network.tcp_proxy",
              "envoy.filters.network",
              "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy"),
          new Known(
              "envoy.filters.listener.original_dst",
              "envoy.filters.listener",
              "envoy.extensions.filters.listener.original_dst.v3.OriginalDst"),
          new Known(
              "envoy.filters.listener.original_src",
              "envoy.filters.listener",
              "envoy.extensions.filters.listener.original_src.v3.OriginalSrc"),
          new Known(
              "envoy.filters.listener.tls_inspector",
              "envoy.filters.listener",
              "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector"),
          new Known(
              "envoy.filters.listener.http_inspector",
              "envoy.filters.listener",
              "envoy.extensions.filters.listener.http_inspector.v3.HttpInspector"),
          new Known(
              "envoy.filters.listener.proxy_protocol",
              "envoy.filters.listener",
              "envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol"),
          new Known(
              "envoy.transport_sockets.tls",
              "envoy.transport_sockets.downstream",
              "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext"),
          new Known(
              "envoy.transport_sockets.tls",
              "envoy.transport_sockets.upstream",
              "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext"),
          new Known(
              "envoy.transport_sockets.upstream_proxy_protocol",
              "envoy.transport_sockets.upstream",
              "envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport"),
          new Known(
              "envoy.transport_sockets.raw_buffer",
              "envoy.transport_sockets.upstream",
              "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer"));

  private KnownExtensions() {}

  /** All of them. */
  public static List<Known> all() {
    return ALL;
  }

  /** One extension, by the names that Envoy or Istio give it. */
  public record Known(String name, String category, String messageName) {}
}
