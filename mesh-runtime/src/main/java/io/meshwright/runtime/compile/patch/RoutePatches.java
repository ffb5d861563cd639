package io.meshwright.runtime.compile.patch;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.Context;
import io.meshwright.runtime.model.patch.PatchPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes to route configurations, their virtual hosts and routes. */
final class RoutePatches {

  /**
   * {@code 80}, {@code host:80}, {@code http.80}, {@code https.443.name…}, {@code inbound|80||}.
   */
  private static final Pattern PORT =
      Pattern.compile("(?:.*:|http\\.|inbound\\|)?(\\d+)(?:\\|\\|)?|https\\.(\\d+)\\..*");

  private final List<ActivePatch> patches;
  private final Context context;

  /** {@code context} is that of the configuration's traffic. */
  RoutePatches(List<ActivePatch> patches, Context context) {
    this.patches = patches;
    this.context = context;
  }

  RouteConfiguration apply(RouteConfiguration compiled) {
    RouteConfiguration routes = compiled;
    for (ActivePatch active : patches) {
      Context wanted = active.patch().context();
      PatchPlace.OfRoutes place = place(active.patch());
      if ((wanted == Context.ANY || wanted == context) && matches(place, compiled.getName())) {
        routes = apply(active, place, routes);
      }
    }
    return routes;
  }

  private static PatchPlace.OfRoutes place(Patch patch) {
    return patch.place() instanceof PatchPlace.OfRoutes routes
        ? routes
        : new PatchPlace.OfRoutes(0, "", "", "", PatchPlace.VirtualHost.ANY);
  }

  private RouteConfiguration apply(
      ActivePatch active, PatchPlace.OfRoutes place, RouteConfiguration routes) {
    return switch (active.patch().target()) {
      case ROUTE_CONFIGURATION -> active.merged(routes);
      case VIRTUAL_HOST ->
          with(
              routes,
              active.applyTo(
                  routes.getVirtualHostsList(),
                  host -> matches(place.virtualHost(), host),
                  true,
                  0,
                  VirtualHost.class));
      case HTTP_ROUTE -> {
        List<VirtualHost> hosts = new ArrayList<>(routes.getVirtualHostsList());
        hosts.replaceAll(
            host -> matches(place.virtualHost(), host) ? routes(active, place, host) : host);
        yield with(routes, hosts);
      }
      case LISTENER,
          LISTENER_FILTER,
          FILTER_CHAIN,
          NETWORK_FILTER,
          HTTP_FILTER,
          CLUSTER,
          EXTENSION_CONFIG,
          BOOTSTRAP ->
          routes;
    };
  }

  private static RouteConfiguration with(RouteConfiguration routes, List<VirtualHost> hosts) {
    return routes.toBuilder().clearVirtualHosts().addAllVirtualHosts(hosts).build();
  }

  private static VirtualHost routes(
      ActivePatch active, PatchPlace.OfRoutes place, VirtualHost host) {
    PatchPlace.VirtualHost wanted = place.virtualHost();
    boolean named = !wanted.route().isEmpty() || wanted.action() != PatchPlace.RouteAction.ANY;
    List<Route> routes =
        active.applyTo(
            host.getRoutesList(), route -> matches(wanted, route), named, 0, Route.class);
    return host.toBuilder().clearRoutes().addAllRoutes(routes).build();
  }

  private static boolean matches(PatchPlace.OfRoutes place, String name) {
    if (!place.name().isEmpty() && !place.name().equals(name)) {
      return false;
    }
    if (place.port() != 0 && place.port() != port(name)) {
      return false;
    }
    // https.PORT.PORTNAME.GATEWAY.NAMESPACE; configurations of plaintext are shared by Gateways
    String[] parts = name.split("\\.", -1);
    boolean ofGateway = parts.length == 5 && parts[0].equals("https");
    return (place.portName().isEmpty() || (ofGateway && place.portName().equals(parts[2])))
        && (place.gateway().isEmpty()
            || !ofGateway
            || place.gateway().equals(parts[4] + "/" + parts[3]));
  }

  private static int port(String name) {
    Matcher matcher = PORT.matcher(name);
    if (!matcher.matches()) {
      return 0;
    }
    String digits = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return digits.length() > 5 ? 0 : Integer.parseInt(digits);
  }

  private static boolean matches(PatchPlace.VirtualHost place, VirtualHost host) {
    return (place.name().isEmpty() || place.name().equals(host.getName()))
        && (place.domain().isEmpty() || host.getDomainsList().contains(place.domain()));
  }

  private static boolean matches(PatchPlace.VirtualHost place, Route route) {
    boolean action =
        switch (place.action()) {
          case ANY -> true;
          case ROUTE -> route.hasRoute();
          case REDIRECT -> route.hasRedirect();
          case DIRECT_RESPONSE -> route.hasDirectResponse();
        };
    return action && (place.route().isEmpty() || place.route().equals(route.getName()));
  }
}
