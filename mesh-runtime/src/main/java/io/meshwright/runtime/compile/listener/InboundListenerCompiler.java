package io.meshwright.runtime.compile.listener;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.compile.filter.HttpConnections;
import io.meshwright.runtime.compile.filter.MeshTls;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.scope.InboundPort;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.xds.Alpn;
import io.meshwright.xds.ClusterName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what captured inbound connections meet: one listener whose chains accept, per port,
 * mutual TLS of the mesh as well as plaintext (istio-features X20, PA4: PERMISSIVE, the default
 * where no policy says otherwise). A proxy without certificates accepts plaintext only.
 */
public final class InboundListenerCompiler {

  private static final String NAME = "virtualInbound";
  private static final List<String> MESH_HTTP =
      List.of(Alpn.MESH_HTTP_1_0, Alpn.MESH_HTTP_1_1, Alpn.MESH_HTTP_2);
  private static final List<String> MESH_OPAQUE = List.of(Alpn.PEER_EXCHANGE, Alpn.MESH);

  private final ProxyScope scope;
  private final List<FilterChain> chains = new ArrayList<>();

  private InboundListenerCompiler(ProxyScope scope) {
    this.scope = scope;
  }

  /** The inbound listener. */
  public static Listener compile(ProxyScope scope) {
    InboundListenerCompiler compiler = new InboundListenerCompiler(scope);
    compiler.chains.add(
        FilterChain.newBuilder()
            .setName("virtualInbound-blackhole")
            .setFilterChainMatch(
                FilterChainMatch.newBuilder().setDestinationPort(uint32(Ports.PROXY_INBOUND)))
            .addAllFilters(NetworkFilters.relay(scope, ClusterName.BLACK_HOLE))
            .build());
    compiler.port(null);
    for (InboundPort port : InboundPort.of(scope)) {
      compiler.port(port);
    }
    // An inspector waits for the client; where the protocol is declared, the server may speak
    // first.
    List<Integer> declared =
        InboundPort.of(scope).stream()
            .filter(port -> port.protocol() != Protocol.SNIFFED)
            .map(InboundPort::port)
            .toList();
    return ListenerAddresses.bound(scope, NAME, Ports.PROXY_INBOUND)
        .setTrafficDirection(TrafficDirection.INBOUND)
        .addListenerFilters(NetworkFilters.ORIGINAL_DESTINATION)
        .addListenerFilters(
            NetworkFilters.except(
                scope.proxy().mutualTls() ? List.of() : declared, NetworkFilters.TLS_INSPECTOR))
        .addListenerFilters(NetworkFilters.except(declared, NetworkFilters.HTTP_INSPECTOR))
        .setListenerFiltersTimeout(ListenerAddresses.detectionTimeout(scope))
        .setContinueOnListenerFiltersTimeout(true)
        .addAllFilterChains(compiler.chains)
        .build();
  }

  /** The chains of a port, or those of all ports that no service declares. */
  private void port(@Nullable InboundPort port) {
    Protocol protocol = port == null ? Protocol.SNIFFED : port.protocol();
    boolean certificates = scope.proxy().mutualTls();
    if (protocol.http()) {
      if (certificates) {
        add(port, match(port, "tls", Alpn.ALL_MESH), http(port, true), true);
      }
      add(port, match(port, "raw_buffer", List.of()), http(port, false), false);
      return;
    }
    boolean sniffed = protocol == Protocol.SNIFFED;
    if (certificates) {
      if (sniffed) {
        add(port, match(port, "tls", MESH_HTTP), http(port, true), true);
      }
      List<String> opaque = sniffed ? MESH_OPAQUE : Alpn.ALL_MESH;
      add(port, match(port, "tls", opaque), relay(port), true);
    }
    if (sniffed) {
      add(port, match(port, "raw_buffer", NetworkFilters.PLAINTEXT_HTTP), http(port, false), false);
    }
    add(port, match(port, "raw_buffer", List.of()), relay(port), false);
    // the application's own TLS
    add(port, match(port, "tls", List.of()), relay(port), false);
  }

  private void add(
      @Nullable InboundPort port, FilterChainMatch match, List<Filter> filters, boolean mutualTls) {
    boolean http = filters.getLast().getName().endsWith("http_connection_manager");
    FilterChain.Builder chain =
        FilterChain.newBuilder()
            .setName(name(port, http))
            .setFilterChainMatch(match)
            .addAllFilters(filters);
    if (mutualTls) {
      chain.setTransportSocket(MeshTls.server(scope.settings(), http));
    }
    chains.add(chain.build());
  }

  private String name(@Nullable InboundPort port, boolean http) {
    if (port == null) {
      return http ? "virtualInbound-catchall-http" : NAME;
    }
    return scope.wildcards().getFirst() + "_" + port.port();
  }

  private static FilterChainMatch match(
      @Nullable InboundPort port, String transport, List<String> protocols) {
    FilterChainMatch.Builder match =
        FilterChainMatch.newBuilder()
            .setTransportProtocol(transport)
            .addAllApplicationProtocols(protocols);
    if (port != null) {
      match.setDestinationPort(uint32(port.port()));
    }
    return match.build();
  }

  private static String cluster(@Nullable InboundPort port) {
    return port == null ? ClusterName.INBOUND_PASSTHROUGH : port.cluster().toString();
  }

  private List<Filter> relay(@Nullable InboundPort port) {
    return NetworkFilters.relay(scope, cluster(port));
  }

  private List<Filter> http(@Nullable InboundPort port, boolean mutualTls) {
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setCluster(cluster(port))
            .setTimeout(com.google.protobuf.Duration.getDefaultInstance())
            .setMaxStreamDuration(
                RouteAction.MaxStreamDuration.newBuilder()
                    .setMaxStreamDuration(com.google.protobuf.Duration.getDefaultInstance())
                    .setGrpcTimeoutHeaderMax(com.google.protobuf.Duration.getDefaultInstance()));
    if (port != null && port.protocol() != Protocol.GRPC) {
      // the application may close an idle connection just when a request is sent (VS21)
      action.setRetryPolicy(
          RetryPolicy.newBuilder().setRetryOn("reset-before-request").setNumRetries(uint32(2)));
    }
    Route.Builder route =
        Route.newBuilder()
            .setName("default")
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setRoute(action)
            .setDecorator(
                Decorator.newBuilder().setOperation(port == null ? ":0/*" : port.operation()));
    RouteConfiguration routes =
        RouteConfiguration.newBuilder()
            .setName(cluster(port))
            .setValidateClusters(bool(false))
            .addVirtualHosts(
                VirtualHost.newBuilder()
                    .setName("inbound|http|" + (port == null ? 0 : port.servicePort().number()))
                    .addDomains("*")
                    .addRoutes(route))
            .build();
    String prefix =
        port == null
            ? "InboundPassthroughCluster"
            : "inbound_" + scope.wildcards().getFirst() + "_" + port.port();
    boolean grpcWeb = port != null && port.protocol() == Protocol.GRPC_WEB;
    return List.of(HttpConnections.inbound(scope, prefix, routes, mutualTls, grpcWeb));
  }
}
