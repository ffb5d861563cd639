package io.meshwright.runtime.compile.gateway;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.meshwright.runtime.compile.filter.HttpConnections;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.filter.ServerSockets;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Placed;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Socket;
import io.meshwright.runtime.compile.listener.ChainSet;
import io.meshwright.runtime.compile.listener.DestinationRelay;
import io.meshwright.runtime.compile.scope.MeshPassage;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.gateway.GatewayServer.Payload;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.ConnectionRule;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.xds.Alpn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter chains of a router's socket: HTTP by its routes, with TLS told apart by the server
 * name; opaque connections by the {@code tls} and {@code tcp} routes of the rules that are bound to
 * the Gateway (istio-features GW4, VS26, VS27).
 */
final class GatewayChains {

  /** As Istio's gateways have it (GW15). */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);

  private final ProxyScope scope;
  private final Socket socket;
  private final String listener;
  private final ChainSet chains = new ChainSet();

  private GatewayChains(ProxyScope scope, Socket socket, String listener) {
    this.scope = scope;
    this.socket = socket;
    this.listener = listener;
  }

  /** None of two chains match the same connections; may be empty. */
  static ChainSet of(ProxyScope scope, Socket socket, String listener, List<Placed> servers) {
    GatewayChains gateway = new GatewayChains(scope, socket, listener);
    for (Placed placed : servers) {
      gateway.add(placed);
    }
    return gateway.chains;
  }

  private void add(Placed placed) {
    GatewayTls tls = placed.server().tls();
    if (tls instanceof GatewayTls.Passthrough) {
      passThrough(placed);
      return;
    }
    if (tls instanceof GatewayTls.MeshPassthrough) {
      passMesh(placed);
      return;
    }
    FilterChain.Builder chain = FilterChain.newBuilder();
    if (tls != null) {
      chain =
          chain(placed.server().names())
              .setTransportSocket(
                  ServerSockets.server(scope, tls, placed.server().payload().http()))
              .setTransportSocketConnectTimeout(duration(HANDSHAKE));
    }
    switch (placed.server().payload()) {
      case HTTP, GRPC_WEB -> {
        String routes = GatewayRouteName.of(socket, placed);
        chains.add(
            chain
                .setName(routes)
                .addFilters(
                    HttpConnections.gateway(
                        scope,
                        "outbound_" + listener,
                        routes,
                        placed.server().payload() == Payload.GRPC_WEB))
                .build());
      }
      case OPAQUE -> {
        List<Filter> filters = relay(placed);
        if (!filters.isEmpty()) {
          chains.add(chain.addAllFilters(filters).build());
        }
      }
    }
  }

  /** By the first {@code tcp} route for this place; empty without one. */
  private List<Filter> relay(Placed placed) {
    for (RoutingRules rules : bound(placed)) {
      for (ConnectionRule rule : rules.tcp()) {
        boolean here =
            rule.matches().isEmpty()
                || rule.matches().stream().anyMatch(match -> here(match, placed));
        if (here) {
          return DestinationRelay.filters(scope, rule.destinations(), placed.server().port());
        }
      }
    }
    return List.of();
  }

  private void passThrough(Placed placed) {
    for (RoutingRules rules : bound(placed)) {
      for (ConnectionRule rule : rules.tls()) {
        for (ConnectionRule.Match match : rule.matches()) {
          List<Hostname> names =
              placed.server().shared(rules.origin().namespace(), match.serverNames());
          if (here(match, placed) && !names.isEmpty()) {
            chains.add(
                chain(names)
                    .addAllFilters(
                        DestinationRelay.filters(
                            scope, rule.destinations(), placed.server().port()))
                    .build());
          }
        }
      }
    }
  }

  /** To any service that the server covers; only what is mutual TLS of the mesh gets through. */
  private void passMesh(Placed placed) {
    for (MeshPassage passage : MeshPassage.through(scope, placed.server())) {
      String name = passage.name().sni();
      chains.add(
          FilterChain.newBuilder()
              .setFilterChainMatch(
                  FilterChainMatch.newBuilder()
                      .addServerNames(name)
                      .addAllApplicationProtocols(Alpn.ALL_MESH))
              .addAllFilters(
                  NetworkFilters.relay(
                      scope,
                      List.of(new NetworkFilters.WeightedCluster(name, 1)),
                      passage.policy(scope)))
              .build());
    }
  }

  /** Rules that share a host with the server. */
  private List<RoutingRules> bound(Placed placed) {
    List<RoutingRules> bound = new ArrayList<>();
    for (RoutingRules rules :
        scope.model().routingAt(placed.gateway(), scope.proxy().namespace())) {
      if (!placed.server().shared(rules.origin().namespace(), rules.hosts()).isEmpty()) {
        bound.add(rules);
      }
    }
    return bound;
  }

  private boolean here(ConnectionRule.Match match, Placed placed) {
    ClientScope.Place place =
        new ClientScope.Place(placed.gateway().reference(), placed.server().port());
    return match.scope().includes(place, scope.proxy().namespace(), scope.labels());
  }

  /** A chain for server names; for any if one of the hosts is any. */
  private static FilterChain.Builder chain(List<Hostname> hosts) {
    FilterChain.Builder chain = FilterChain.newBuilder();
    if (hosts.stream().noneMatch(host -> host.name().equals("*"))) {
      chain.setFilterChainMatch(
          FilterChainMatch.newBuilder()
              .addAllServerNames(hosts.stream().map(Hostname::name).toList()));
    }
    return chain;
  }
}
