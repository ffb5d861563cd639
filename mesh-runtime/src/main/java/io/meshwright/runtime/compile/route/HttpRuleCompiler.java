package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Descriptors.Descriptor;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles HTTP rules to routes: one route per match, in order, ending with the first that catches
 * all (istio-features VS6).
 */
public final class HttpRuleCompiler {

  private final ProxyScope scope;
  private final ClientScope.Place place;

  /** For requests that come to {@code place}. */
  public HttpRuleCompiler(ProxyScope scope, ClientScope.Place place) {
    this.scope = scope;
    this.place = place;
  }

  /** What happens to a service without rules. */
  static Route direct(ProxyScope scope, Destination destination, int port) {
    HttpRule rule =
        new HttpRule(
            "default",
            List.of(),
            new HttpAction.Forward(
                List.of(new WeightedDestination(destination, 1, HeaderChanges.NONE)),
                HttpAction.Rewrite.NONE),
            HeaderChanges.NONE,
            null,
            new RetryPolicy.MeshDefault(),
            null,
            List.of(),
            null);
    return new HttpRuleCompiler(scope, ClientScope.Place.ofSidecar(port))
        .route(rule, HttpMatch.ANY);
  }

  /** The routes of rules, in order; those whose matches are for other places are left out. */
  public List<Route> compile(List<HttpRule> rules) {
    List<Route> routes = new ArrayList<>();
    for (HttpRule rule : rules) {
      List<HttpMatch> matches = rule.matches().isEmpty() ? List.of(HttpMatch.ANY) : rule.matches();
      for (HttpMatch match : matches) {
        if (match.scope().includes(place, scope.proxy().namespace(), scope.labels())) {
          routes.add(route(rule, match));
          if (match.catchAll()) {
            return routes;
          }
        }
      }
    }
    return routes;
  }

  private Route route(HttpRule rule, HttpMatch match) {
    Route.Builder route =
        Route.newBuilder().setName(name(rule, match)).setMatch(MatchCompiler.compile(match));
    if (!match.statPrefix().isEmpty()) {
      route.setStatPrefix(match.statPrefix());
    }
    switch (rule.action()) {
      case HttpAction.Forward forward -> forward(route, rule, match, forward);
      case HttpAction.Redirect redirect ->
          route.setRedirect(RedirectCompiler.compile(redirect, place.port()));
      case HttpAction.DirectResponse response ->
          route.setDirectResponse(RedirectCompiler.compile(response));
    }
    HeaderCompiler.apply(rule.headers(), route);
    if (rule.fault() != null && accepts(HTTPFault.getDescriptor())) {
      route.putTypedPerFilterConfig(
          "envoy.filters.http.fault", pack(FaultCompiler.compile(rule.fault())));
    }
    if (rule.cors() != null && accepts(Cors.getDescriptor())) {
      route.putTypedPerFilterConfig(
          "envoy.filters.http.cors", pack(FaultCompiler.compile(rule.cors())));
    }
    return route.build();
  }

  private boolean accepts(Descriptor filter) {
    return scope.proxy().accepts(filter.getFullName());
  }

  private void forward(
      Route.Builder route, HttpRule rule, HttpMatch match, HttpAction.Forward forward) {
    RouteAction.Builder action = RouteAction.newBuilder();
    Destination first = forward.destinations().getFirst().destination();
    route.setDecorator(
        Decorator.newBuilder().setOperation(first.host() + ":" + portOf(first) + "/*"));
    DestinationCompiler destinations = new DestinationCompiler(scope, this::portOf);
    destinations.forward(forward.destinations(), action);
    destinations.mirror(rule.mirrors(), action);
    Service service = scope.service(first.host()).orElse(null);
    boolean hashed = destinations.hash(service, first.subset(), portOf(first), action);
    Duration timeout = rule.timeout() == null ? Duration.ZERO : rule.timeout();
    limit(action, timeout);
    RetryCompiler.apply(rule.retries(), hashed, action);
    RewriteCompiler.apply(forward.rewrite(), rule.headers().request(), match, action);
    route.setRoute(action);
  }

  /**
   * The deprecated limit of gRPC's own timeouts is meant: Envoy ignores the route's timeout as soon
   * as the newer {@code max_stream_duration} is there.
   */
  @SuppressWarnings("deprecation")
  private static void limit(RouteAction.Builder action, Duration timeout) {
    action.setTimeout(duration(timeout)).setMaxGrpcTimeout(duration(timeout));
  }

  private int portOf(Destination destination) {
    return scope.portOf(destination, place.port());
  }

  private static String name(HttpRule rule, HttpMatch match) {
    return match.name().isEmpty() ? rule.name() : rule.name() + "." + match.name();
  }
}
