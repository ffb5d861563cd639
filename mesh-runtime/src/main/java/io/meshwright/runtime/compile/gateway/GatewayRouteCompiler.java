package io.meshwright.runtime.compile.gateway;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Placed;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Socket;
import io.meshwright.runtime.compile.route.HttpRuleCompiler;
import io.meshwright.runtime.compile.route.RouteCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compiles a router's routes: one virtual host per host that a server and the rules bound to its
 * Gateway share, with the routes of all these rules (istio-features VS1, VS4, GW7, GW13).
 */
public final class GatewayRouteCompiler {

  private final ProxyScope scope;
  private final SortedMap<Hostname, Host> hosts = new TreeMap<>();

  private GatewayRouteCompiler(ProxyScope scope) {
    this.scope = scope;
  }

  /** The routes of a name; a name that no listener refers to has no host. */
  public static RouteConfiguration compile(ProxyScope scope, String name) {
    GatewayRouteCompiler compiler = new GatewayRouteCompiler(scope);
    for (Map.Entry<Socket, List<Placed>> socket : GatewayPorts.of(scope).entrySet()) {
      for (Placed placed : socket.getValue()) {
        if (GatewayRouteName.of(socket.getKey(), placed).equals(name)) {
          compiler.add(placed);
        }
      }
    }
    return compiler.configuration(name);
  }

  /** What is known of a host so far. */
  private static final class Host {
    private final List<Route> routes = new ArrayList<>();
    private final List<RoutingRules> sources = new ArrayList<>();
    private final int port;
    private boolean redirects;

    Host(int port) {
      this.port = port;
    }

    /** Several servers may have the host; the routes of the same rules are added once. */
    void add(RoutingRules rules, List<Route> added) {
      if (!sources.contains(rules)) {
        sources.add(rules);
        routes.addAll(added);
      }
    }
  }

  private void add(Placed placed) {
    ClientScope.Place place =
        new ClientScope.Place(placed.gateway().reference(), placed.server().port());
    HttpRuleCompiler compiler = new HttpRuleCompiler(scope, place);
    for (RoutingRules rules :
        scope.model().routingAt(placed.gateway(), scope.proxy().namespace())) {
      List<Hostname> shared = placed.server().shared(rules.origin().namespace(), rules.hosts());
      List<Route> routes = shared.isEmpty() ? List.of() : compiler.compile(rules.http());
      if (!routes.isEmpty()) {
        shared.forEach(host -> host(host, placed).add(rules, routes));
      }
    }
    if (placed.server().httpsRedirect()) {
      placed.server().names().forEach(host -> host(host, placed));
    }
  }

  private Host host(Hostname name, Placed placed) {
    Host host = hosts.computeIfAbsent(name, _ -> new Host(placed.server().port()));
    host.redirects |= placed.server().httpsRedirect();
    return host;
  }

  private RouteConfiguration configuration(String name) {
    RouteConfiguration.Builder routes = RouteCompiler.named(name).setIgnorePortInHostMatching(true);
    hosts.forEach((host, found) -> routes.addVirtualHosts(virtualHost(host, found)));
    if (hosts.isEmpty()) {
      routes.addVirtualHosts(VirtualHost.newBuilder().setName("blackhole").addDomains("*"));
    }
    return routes.build();
  }

  private static VirtualHost virtualHost(Hostname name, Host host) {
    VirtualHost.Builder built =
        VirtualHost.newBuilder()
            .setName(name + ":" + host.port)
            .addDomains(name.name())
            .setIncludeRequestAttemptCount(true)
            .addAllRoutes(host.routes.stream().filter(route -> !catchesAll(route)).toList())
            // rules of one host may be written by several people: none hides the others'
            .addAllRoutes(host.routes.stream().filter(GatewayRouteCompiler::catchesAll).toList());
    if (host.redirects) {
      built.setRequireTls(VirtualHost.TlsRequirementType.ALL);
    }
    return built.build();
  }

  private static boolean catchesAll(Route route) {
    RouteMatch match = route.getMatch();
    return match.getPrefix().equals("/")
        && match.getHeadersCount() == 0
        && match.getQueryParametersCount() == 0;
  }
}
