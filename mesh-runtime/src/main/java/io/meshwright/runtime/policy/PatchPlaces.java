package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.EnvoyFilterSpec;
import io.meshwright.runtime.model.patch.PatchPlace;
import io.meshwright.runtime.model.patch.PatchPlace.Chain;
import io.meshwright.runtime.model.patch.PatchPlace.RouteAction;
import io.meshwright.runtime.model.patch.PatchPlace.VirtualHost;
import org.jspecify.annotations.Nullable;

/** Parses which resources an EnvoyFilter changes, and what of them (istio-features EF5). */
final class PatchPlaces {

  private final Problems problems;
  private final String path;

  PatchPlaces(Problems problems, String path) {
    this.problems = problems;
    this.path = path;
  }

  PatchPlace cluster(EnvoyFilterSpec.ClusterMatch match) {
    return new PatchPlace.OfCluster(
        port(".cluster.portNumber", match.portNumber()),
        text(match.service()),
        text(match.subset()),
        text(match.name()));
  }

  PatchPlace listener(EnvoyFilterSpec.ListenerMatch match) {
    EnvoyFilterSpec.FilterChainMatch chain = match.filterChain();
    return new PatchPlace.OfListener(
        port(".listener.portNumber", match.portNumber()),
        text(match.name()),
        text(match.listenerFilter()),
        chain == null ? Chain.ANY : chain(chain));
  }

  private Chain chain(EnvoyFilterSpec.FilterChainMatch match) {
    EnvoyFilterSpec.FilterMatch filter = match.filter();
    String at = ".listener.filterChain";
    String subFilter =
        filter == null || filter.subFilter() == null ? "" : text(filter.subFilter().name());
    String name = filter == null ? "" : text(filter.name());
    if (name.isEmpty() && !subFilter.isEmpty()) {
      problems.add(path + at + ".filter.name", "", "the filter that has the HTTP filter");
    }
    return new Chain(
        text(match.name()),
        text(match.sni()),
        text(match.transportProtocol()),
        text(match.applicationProtocols()),
        port(at + ".destinationPort", match.destinationPort()),
        name,
        subFilter);
  }

  PatchPlace routes(EnvoyFilterSpec.RouteConfigurationMatch match) {
    EnvoyFilterSpec.VirtualHostMatch host = match.vhost();
    return new PatchPlace.OfRoutes(
        port(".routeConfiguration.portNumber", match.portNumber()),
        text(match.portName()),
        text(match.gateway()),
        text(match.name()),
        host == null ? VirtualHost.ANY : host(host));
  }

  private VirtualHost host(EnvoyFilterSpec.VirtualHostMatch match) {
    EnvoyFilterSpec.RouteMatch route = match.route();
    return new VirtualHost(
        text(match.name()),
        text(match.domainName()),
        route == null ? "" : text(route.name()),
        route == null
            ? RouteAction.ANY
            : problems.word(
                path + ".routeConfiguration.vhost.route.action",
                route.action(),
                RouteAction.ANY,
                RouteAction.values()));
  }

  private int port(String field, @Nullable Integer number) {
    return problems.integer(path + field, number, 0, 0, Problems.MAX_PORT);
  }

  private static String text(@Nullable String written) {
    return HttpRouteParser.orEmpty(written);
  }
}
