package io.meshwright.runtime.compile.listener;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import io.meshwright.xds.ClusterName;
import java.util.List;

/** The filters that relay connections to destinations by weight (istio-features VS26, VS27). */
public final class DestinationRelay {

  private final ProxyScope scope;
  private final int listenerPort;

  private DestinationRelay(ProxyScope scope, int listenerPort) {
    this.scope = scope;
    this.listenerPort = listenerPort;
  }

  /**
   * The filters of a chain; the policy of the first destination holds for its connections.
   *
   * @param listenerPort stands for the port that a destination does not name, unless its service
   *     has only one
   */
  public static List<Filter> filters(
      ProxyScope scope, List<WeightedDestination> destinations, int listenerPort) {
    DestinationRelay relay = new DestinationRelay(scope, listenerPort);
    return NetworkFilters.relay(
        scope.proxy(),
        destinations.stream().map(relay::cluster).toList(),
        relay.policy(destinations.getFirst().destination()));
  }

  private TrafficPolicy.Blocks policy(Destination first) {
    return scope
        .service(first.host())
        .flatMap(service -> scope.blocks(service, first.subset(), portOf(first)))
        .orElse(TrafficPolicy.Blocks.EMPTY);
  }

  private NetworkFilters.WeightedCluster cluster(WeightedDestination weighted) {
    Destination destination = weighted.destination();
    Hostname host = scope.service(destination.host()).map(Service::host).orElse(destination.host());
    return new NetworkFilters.WeightedCluster(
        ClusterName.outbound(portOf(destination), destination.subset(), host.name()).toString(),
        weighted.weight());
  }

  private int portOf(Destination destination) {
    return scope.portOf(destination, listenerPort);
  }
}
