package io.meshwright.runtime.compile.listener;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
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
import io.meshwright.runtime.compile.filter.HttpConnections.Clients;
import io.meshwright.runtime.compile.filter.MeshTls;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.filter.ServerSockets;
import io.meshwright.runtime.compile.scope.InboundPort;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.xds.Alpn;
import io.meshwright.xds.ClusterName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what captured inbound connections meet: one listener whose chains accept, per port,
 * mutual TLS of the mesh as well as plaintext (istio-features X20, PA4: PERMISSIVE, the default
 * where no policy says otherwise). A proxy without certificates accepts plaintext only. A port that
 * a Sidecar does not want captured has a listener of its own.
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

  /** All inbound listeners, by name. */
  public static SortedMap<String, Listener> compile(ProxyScope scope) {
    SortedMap<String, Listener> listeners = new TreeMap<>();
    List<InboundPort> captured = new ArrayList<>();
    for (InboundPort port : InboundPort.of(scope)) {
      if (port.socket().captured()) {
        captured.add(port);
      } else {
        Listener own = opened(scope, port);
        listeners.put(own.getName(), own);
      }
    }
    listeners.put(NAME, capture(scope, captured));
    return listeners;
  }

  private static Listener capture(ProxyScope scope, List<InboundPort> ports) {
    InboundListenerCompiler compiler = new InboundListenerCompiler(scope);
    compiler.chains.add(
        FilterChain.newBuilder()
            .setName("virtualInbound-blackhole")
            .setFilterChainMatch(
                FilterChainMatch.newBuilder().setDestinationPort(uint32(Ports.PROXY_INBOUND)))
            .addAllFilters(NetworkFilters.relay(scope, ClusterName.BLACK_HOLE))
            .build());
    compiler.port(null);
    Listener.Builder listener =
        ListenerAddresses.bound(scope, NAME, Ports.PROXY_INBOUND)
            .addListenerFilters(NetworkFilters.ORIGINAL_DESTINATION);
    if (scope.proxy().transparent()) {
      // answers from the loopback device to any other address do not come back, and a Unix socket
      // cannot be dialled from one
      List<Integer> local =
          ports.stream().filter(InboundPort::local).map(InboundPort::port).toList();
      listener
          .setTransparent(bool(true))
          .addListenerFilters(NetworkFilters.except(local, NetworkFilters.ORIGINAL_SOURCE));
    }
    return compiler.listener(listener, ports);
  }

  /** Of a port on which the proxy itself listens (SC6). */
  private static Listener opened(ProxyScope scope, InboundPort port) {
    String bind = port.socket().address();
    List<String> addresses = bind.isEmpty() ? scope.wildcards() : List.of(bind);
    // the pair of address and port may be the name of an outbound listener, too
    String name = "inbound_" + addresses.getFirst() + "_" + port.port();
    return new InboundListenerCompiler(scope)
        .listener(ListenerAddresses.bound(addresses, name, port.port()), List.of(port));
  }

  private Listener listener(Listener.Builder listener, List<InboundPort> ports) {
    ports.forEach(this::port);
    // An inspector waits for the client; where the protocol is declared, the server may speak
    // first.
    List<Integer> declared =
        ports.stream()
            .filter(port -> port.protocol() != Protocol.SNIFFED)
            .map(InboundPort::port)
            .toList();
    List<Integer> plain =
        ports.stream()
            .filter(port -> port.protocol() != Protocol.SNIFFED && port.tls() == null)
            .map(InboundPort::port)
            .toList();
    return listener
        .setTrafficDirection(TrafficDirection.INBOUND)
        .addListenerFilters(
            NetworkFilters.except(
                scope.proxy().mutualTls() ? List.of() : plain, NetworkFilters.TLS_INSPECTOR))
        .addListenerFilters(NetworkFilters.except(declared, NetworkFilters.HTTP_INSPECTOR))
        .setListenerFiltersTimeout(ListenerAddresses.detectionTimeout(scope))
        .setContinueOnListenerFiltersTimeout(true)
        .addAllFilterChains(chains)
        .build();
  }

  /** The chains of a port, or those of all ports that no service declares. */
  private void port(@Nullable InboundPort port) {
    Protocol protocol = port == null ? Protocol.SNIFFED : port.protocol();
    boolean certificates = scope.proxy().mutualTls();
    if (port != null && port.tls() != null) {
      encrypted(port, port.tls());
      return;
    }
    if (protocol.http()) {
      if (certificates) {
        add(port, match(port, "tls", Alpn.ALL_MESH), http(port, Clients.MESH), mesh(true));
      }
      add(port, match(port, "raw_buffer", List.of()), http(port, Clients.UNKNOWN), null);
      return;
    }
    boolean sniffed = protocol == Protocol.SNIFFED;
    if (certificates) {
      if (sniffed) {
        add(port, match(port, "tls", MESH_HTTP), http(port, Clients.MESH), mesh(true));
      }
      List<String> opaque = sniffed ? MESH_OPAQUE : Alpn.ALL_MESH;
      add(port, match(port, "tls", opaque), relay(port), mesh(false));
    }
    if (sniffed) {
      add(
          port,
          match(port, "raw_buffer", NetworkFilters.PLAINTEXT_HTTP),
          http(port, Clients.UNKNOWN),
          null);
    }
    add(port, match(port, "raw_buffer", List.of()), relay(port), null);
    // the application's own TLS
    add(port, match(port, "tls", List.of()), relay(port), null);
  }

  /**
   * The chains of a port with TLS of its own: clients of the mesh come as ever, all others by that
   * TLS, and nobody without (istio-features SC7).
   */
  private void encrypted(InboundPort port, GatewayTls tls) {
    boolean http = port.protocol().http();
    if (scope.proxy().mutualTls()) {
      add(
          port,
          match(port, "tls", Alpn.ALL_MESH),
          http ? http(port, Clients.MESH) : relay(port),
          mesh(http));
    }
    boolean certified =
        tls instanceof GatewayTls.Terminated terminated
            && terminated.clients() instanceof GatewayTls.Clients.Checked;
    add(
        port,
        match(port, "tls", List.of()),
        http ? http(port, certified ? Clients.CERTIFIED : Clients.UNKNOWN) : relay(port),
        ServerSockets.server(scope, tls, http));
  }

  private TransportSocket mesh(boolean http) {
    return MeshTls.server(scope.settings(), http);
  }

  private void add(
      @Nullable InboundPort port,
      FilterChainMatch match,
      List<Filter> filters,
      @Nullable TransportSocket socket) {
    boolean http = filters.getLast().getName().endsWith("http_connection_manager");
    FilterChain.Builder chain =
        FilterChain.newBuilder()
            .setName(name(port, http))
            .setFilterChainMatch(match)
            .addAllFilters(filters);
    if (socket != null) {
      chain.setTransportSocket(socket);
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

  private List<Filter> http(@Nullable InboundPort port, Clients clients) {
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
    return List.of(HttpConnections.inbound(scope, prefix, routes, clients, grpcWeb));
  }
}
