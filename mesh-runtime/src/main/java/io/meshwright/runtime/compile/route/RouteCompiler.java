package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a sidecar's outbound routes: one virtual host per service, and one for what the mesh
 * does not know (istio-features VS1, VS28, SC9).
 */
public final class RouteCompiler {

  private static final int HTTP_PORT = 80;
  private static final int MAX_BODY = 1 << 20;
  private static final int BAD_GATEWAY = 502;

  private RouteCompiler() {}

  /** The routes of a name; only the fall-back for a name that no listener refers to. */
  public static RouteConfiguration compile(ProxyScope scope, String name) {
    RouteConfiguration.Builder routes = named(name);
    Optional<SidecarRules.SocketEgress> socket =
        scope.sockets().stream().filter(each -> each.socket().toString().equals(name)).findFirst();
    Optional<RouteName> parsed = RouteName.parse(name);
    if (socket.isPresent()) {
      ofSocket(scope, socket.get(), routes);
    } else if (parsed.isPresent() && parsed.get().host() != null) {
      ofService(scope, parsed.get().host(), parsed.get().port(), routes);
    } else if (parsed.isPresent()) {
      ofPort(scope, parsed.get().port(), routes);
    }
    boolean catchesAll =
        routes.getVirtualHostsList().stream().anyMatch(host -> host.getDomainsList().contains("*"));
    if (!catchesAll) {
      boolean captured =
          socket.isEmpty() && parsed.filter(found -> !captured(scope, found)).isEmpty();
      routes.addVirtualHosts(fallback(scope, captured));
    }
    return routes.build();
  }

  /** A configuration without hosts. */
  public static RouteConfiguration.Builder named(String name) {
    return RouteConfiguration.newBuilder()
        .setName(name)
        .setValidateClusters(bool(false))
        .setMaxDirectResponseBodySizeBytes(uint32(MAX_BODY));
  }

  private static void ofPort(ProxyScope scope, int port, RouteConfiguration.Builder routes) {
    boolean captured = captured(scope, new RouteName(null, port));
    Set<String> taken = new HashSet<>();
    for (Service service : scope.services()) {
      Optional<ServicePort> servicePort =
          service
              .port(port)
              .filter(candidate -> routed(scope, service, candidate))
              .filter(candidate -> scope.metOnPort(service, candidate))
              // nobody knows which address of it was meant
              .filter(_ -> captured || !service.keepsDestination());
      if (servicePort.isPresent()) {
        add(
            routes,
            VirtualHostDomains.of(scope, service, port),
            taken,
            virtualHost(scope, service, port));
      }
    }
    if (port == HTTP_PORT) {
      ofRulesAlone(scope, taken, routes);
    }
  }

  /** By the host's port where the request has one, otherwise to the service's first. */
  private static void ofSocket(
      ProxyScope scope, SidecarRules.SocketEgress socket, RouteConfiguration.Builder routes) {
    Set<String> taken = new HashSet<>();
    for (Service service : scope.services()) {
      if (ProxyScope.reaches(socket, service)) {
        for (ServicePort port : service.ports()) {
          if (port.protocol().http() || port.protocol() == Protocol.SNIFFED) {
            add(
                routes,
                VirtualHostDomains.of(scope, service, port.number()),
                taken,
                virtualHost(scope, service, port.number()));
          }
        }
      }
    }
    ofRulesAlone(scope, taken, routes);
  }

  /** Hosts that rules route and that no service has. */
  private static void ofRulesAlone(
      ProxyScope scope, Set<String> taken, RouteConfiguration.Builder routes) {
    Set<Hostname> known = new HashSet<>();
    for (Service service : scope.services()) {
      known.add(service.host());
      known.addAll(scope.aliasesOf(service.host()));
    }
    for (Hostname host : scope.routing().hosts()) {
      boolean ofServices = known.stream().anyMatch(service -> service.subsetOf(host));
      if (!ofServices) {
        scope
            .routing()
            .rulesOf(host)
            .filter(rules -> !rules.http().isEmpty())
            .ifPresent(
                rules ->
                    add(
                        routes,
                        VirtualHostDomains.of(host, HTTP_PORT),
                        taken,
                        VirtualHost.newBuilder()
                            .setName(host + ":" + HTTP_PORT)
                            .addAllRoutes(rules(scope, rules, HTTP_PORT))));
      }
    }
  }

  /** Whether the requests of a port are told apart by their host. */
  private static boolean routed(ProxyScope scope, Service service, ServicePort port) {
    return port.protocol().http()
        || (port.protocol() == Protocol.SNIFFED && scope.sharesListener(service, port));
  }

  private static void ofService(
      ProxyScope scope, Hostname host, int port, RouteConfiguration.Builder routes) {
    scope
        .service(host)
        .filter(service -> service.port(port).isPresent())
        .ifPresent(
            service ->
                routes.addVirtualHosts(
                    virtualHost(scope, service, port)
                        // the listener's address has already chosen the service
                        .addDomains("*")
                        .setIncludeRequestAttemptCount(true)));
  }

  private static void add(
      RouteConfiguration.Builder routes,
      List<String> domains,
      Set<String> taken,
      VirtualHost.Builder host) {
    List<String> free = domains.stream().filter(taken::add).toList();
    if (!free.isEmpty()) {
      routes.addVirtualHosts(host.addAllDomains(free).setIncludeRequestAttemptCount(true));
    }
  }

  private static VirtualHost.Builder virtualHost(ProxyScope scope, Service service, int port) {
    VirtualHost.Builder host = VirtualHost.newBuilder().setName(service.host() + ":" + port);
    Optional<RoutingRules> rules =
        scope.routing().rulesOf(service.host()).filter(found -> !found.http().isEmpty());
    if (rules.isPresent()) {
      return host.addAllRoutes(rules(scope, rules.get(), port));
    }
    return host.addRoutes(
        HttpRuleCompiler.direct(scope, new Destination(service.host(), "", port), port));
  }

  private static List<Route> rules(ProxyScope scope, RoutingRules rules, int port) {
    return new HttpRuleCompiler(scope, ClientScope.Place.ofSidecar(port)).compile(rules.http());
  }

  /** Whether connections tell by their destination where they would go without the proxy. */
  private static boolean captured(ProxyScope scope, RouteName name) {
    return scope.socketOf(name.port()).map(SidecarRules.Socket::captured).orElse(true);
  }

  private static VirtualHost fallback(ProxyScope scope, boolean captured) {
    if (!captured || scope.outboundPolicy() == OutboundPolicy.REGISTRY_ONLY) {
      return VirtualHost.newBuilder()
          .setName("block_all")
          .addDomains("*")
          .addRoutes(
              Route.newBuilder()
                  .setName("block_all")
                  .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                  .setDirectResponse(DirectResponseAction.newBuilder().setStatus(BAD_GATEWAY)))
          .build();
    }
    return VirtualHost.newBuilder()
        .setName("allow_any")
        .addDomains("*")
        .addRoutes(
            Route.newBuilder()
                .setName("allow_any")
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(
                    RouteAction.newBuilder()
                        .setCluster(scope.unknownTraffic())
                        .setTimeout(com.google.protobuf.Duration.getDefaultInstance())))
        .setIncludeRequestAttemptCount(true)
        .build();
  }
}
