package io.meshwright.runtime.compile.filter;

import static io.meshwright.runtime.compile.scope.Protobuf.ADS;
import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.traffic.PathNormalization;
import io.meshwright.xds.Alpn;
import io.meshwright.xds.proto.alpn.FilterConfig;
import io.meshwright.xds.proto.alpn.FilterConfig.AlpnOverride;
import io.meshwright.xds.proto.alpn.FilterConfig.Protocol;
import io.meshwright.xds.proto.peermetadata.Config;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The HTTP connection managers of listeners, with their filters. Filters that only Istio's and
 * Meshwright's proxies have are sent to proxies that name them, so that a stock Envoy gets stock
 * configuration (istio-features X24); and no proxy gets a filter that is not among those it names.
 */
public final class HttpConnections {

  private static final FilterConfig MESH_ALPN =
      FilterConfig.newBuilder()
          .addAlpnOverride(alpn(Protocol.HTTP10, Alpn.MESH_HTTP_1_0, "http/1.0"))
          .addAlpnOverride(alpn(Protocol.HTTP11, Alpn.MESH_HTTP_1_1, Alpn.HTTP_1_1))
          .addAlpnOverride(alpn(Protocol.HTTP2, Alpn.MESH_HTTP_2, Alpn.HTTP_2))
          .build();

  private static final HttpConnectionManager.SetCurrentClientCertDetails CERTIFICATE_DETAILS =
      HttpConnectionManager.SetCurrentClientCertDetails.newBuilder()
          .setSubject(bool(true))
          .setDns(true)
          .setUri(true)
          .build();

  private static final Config.IstioHeaders HEADERS = Config.IstioHeaders.getDefaultInstance();

  private static final Config CLIENT_METADATA =
      Config.newBuilder()
          .addUpstreamDiscovery(Config.DiscoveryMethod.newBuilder().setIstioHeaders(HEADERS))
          .addUpstreamPropagation(
              Config.PropagationMethod.newBuilder()
                  .setIstioHeaders(Config.IstioHeaders.newBuilder().setSkipExternalClusters(true)))
          .build();

  private static final Config SERVER_METADATA =
      Config.newBuilder()
          .addDownstreamDiscovery(Config.DiscoveryMethod.newBuilder().setIstioHeaders(HEADERS))
          .addDownstreamPropagation(Config.PropagationMethod.newBuilder().setIstioHeaders(HEADERS))
          .build();

  private HttpConnections() {}

  /**
   * Requests of the proxy's own application; routes come over the same stream.
   *
   * @param grpcWeb whether calls of gRPC-Web are translated
   */
  public static Filter outbound(
      ProxyScope scope, String statPrefix, String routeName, boolean grpcWeb) {
    return manager(client(scope, statPrefix, routeName, grpcWeb));
  }

  /**
   * Requests of anybody to a router: what they say of where they come from is not believed, and
   * upstreams are told of the client and its certificate.
   *
   * @param grpcWeb whether calls of gRPC-Web are translated
   */
  public static Filter gateway(
      ProxyScope scope, String statPrefix, String routeName, boolean grpcWeb) {
    return manager(
        client(scope, statPrefix, routeName, grpcWeb)
            .setUseRemoteAddress(bool(true))
            .setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE_SET)
            .setSetCurrentClientCertDetails(CERTIFICATE_DETAILS));
  }

  private static HttpConnectionManager.Builder client(
      ProxyScope scope, String statPrefix, String routeName, boolean grpcWeb) {
    ProxyIdentity proxy = scope.proxy();
    List<HttpFilter> filters = new ArrayList<>();
    addIfKnown(filters, proxy, "envoy.filters.http.peer_metadata", CLIENT_METADATA);
    addGrpcWeb(filters, proxy, grpcWeb);
    addIfKnown(filters, proxy, "istio.alpn", MESH_ALPN);
    addUnlessUnknown(filters, proxy, "envoy.filters.http.fault", HTTPFault.getDefaultInstance());
    addUnlessUnknown(filters, proxy, "envoy.filters.http.cors", Cors.getDefaultInstance());
    addLast(filters, proxy);
    return base(scope, statPrefix)
        .setRds(Rds.newBuilder().setRouteConfigName(routeName).setConfigSource(ADS))
        .addAllHttpFilters(filters);
  }

  /**
   * Requests to the proxy's own application.
   *
   * @param grpcWeb whether calls of gRPC-Web are translated
   */
  public static Filter inbound(
      ProxyScope scope,
      String statPrefix,
      RouteConfiguration routes,
      Clients clients,
      boolean grpcWeb) {
    ProxyIdentity proxy = scope.proxy();
    List<HttpFilter> filters = new ArrayList<>();
    addIfKnown(filters, proxy, "envoy.filters.http.peer_metadata", SERVER_METADATA);
    addGrpcWeb(filters, proxy, grpcWeb);
    addLast(filters, proxy);
    HttpConnectionManager.Builder manager =
        base(scope, statPrefix).setRouteConfig(routes).addAllHttpFilters(filters);
    switch (clients) {
      case MESH ->
          manager
              .setForwardClientCertDetails(ForwardClientCertDetails.APPEND_FORWARD)
              .setSetCurrentClientCertDetails(CERTIFICATE_DETAILS);
      case CERTIFIED ->
          manager
              .setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE_SET)
              .setSetCurrentClientCertDetails(CERTIFICATE_DETAILS);
      // who cannot prove an identity cannot claim one
      case UNKNOWN -> manager.setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE);
    }
    return manager(manager);
  }

  /** Whose requests come in, and what of their certificates the application is told. */
  public enum Clients {
    /** Of the mesh: their certificate, after those that they were told of. */
    MESH,
    /** From outside: their certificate alone. */
    CERTIFIED,
    /** Nothing, and nothing that they claim. */
    UNKNOWN
  }

  private static HttpConnectionManager.Builder base(ProxyScope scope, String statPrefix) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(statPrefix)
            .addAllAccessLog(AccessLogs.of(scope))
            .setHttpProtocolOptions(Http1ProtocolOptions.newBuilder().setAcceptHttp10(true))
            // a WebSocket passes where the connection between two proxies is upgraded to HTTP/2
            .setHttp2ProtocolOptions(Http2ProtocolOptions.newBuilder().setAllowConnect(true))
            .addUpgradeConfigs(
                HttpConnectionManager.UpgradeConfig.newBuilder().setUpgradeType("websocket"));
    normalize(scope.settings().meshConfig().traffic().paths(), manager);
    return manager;
  }

  private static void normalize(PathNormalization paths, HttpConnectionManager.Builder manager) {
    manager
        .setNormalizePath(bool(paths != PathNormalization.NONE))
        .setMergeSlashes(paths.compareTo(PathNormalization.MERGE_SLASHES) >= 0)
        .setPathWithEscapedSlashesAction(
            paths == PathNormalization.DECODE_AND_MERGE_SLASHES
                ? PathWithEscapedSlashesAction.UNESCAPE_AND_FORWARD
                : PathWithEscapedSlashesAction.KEEP_UNCHANGED);
  }

  private static void addGrpcWeb(List<HttpFilter> filters, ProxyIdentity proxy, boolean grpcWeb) {
    if (grpcWeb) {
      addUnlessUnknown(filters, proxy, "envoy.filters.http.grpc_web", GrpcWeb.getDefaultInstance());
    }
  }

  private static void addLast(List<HttpFilter> filters, ProxyIdentity proxy) {
    addIfKnown(filters, proxy, "istio.stats", PluginConfig.getDefaultInstance());
    filters.add(filter("envoy.filters.http.router", Router.getDefaultInstance()));
  }

  private static void addIfKnown(
      List<HttpFilter> filters, ProxyIdentity proxy, String name, Message config) {
    if (proxy.names(name(config))) {
      filters.add(filter(name, config));
    }
  }

  /** For Envoy's own filters; a client that names no extension at all is taken to know them. */
  private static void addUnlessUnknown(
      List<HttpFilter> filters, ProxyIdentity proxy, String name, Message config) {
    if (proxy.accepts(name(config))) {
      filters.add(filter(name, config));
    }
  }

  private static String name(Message config) {
    return config.getDescriptorForType().getFullName();
  }

  private static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(pack(config)).build();
  }

  private static Filter manager(HttpConnectionManager.Builder manager) {
    return NetworkFilters.filter("envoy.filters.network.http_connection_manager", manager.build());
  }

  private static AlpnOverride alpn(Protocol protocol, String mesh, String plain) {
    return AlpnOverride.newBuilder()
        .setUpstreamProtocol(protocol)
        .addAlpnOverride(mesh)
        .addAlpnOverride(Alpn.MESH)
        .addAlpnOverride(plain)
        .build();
  }
}
