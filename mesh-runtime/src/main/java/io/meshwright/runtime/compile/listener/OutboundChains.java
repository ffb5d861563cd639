package io.meshwright.runtime.compile.listener;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.meshwright.runtime.compile.filter.HttpConnections;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.route.RouteName;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.xds.ClusterName;

/** Filter chains that outbound listeners of several kinds have. */
final class OutboundChains {
  private OutboundChains() {}

  /**
   * Plaintext HTTP, routed by a route configuration.
   *
   * @param grpcWeb whether calls of gRPC-Web are translated
   */
  static FilterChain http(
      ProxyScope scope, String listener, String name, RouteName routes, boolean grpcWeb) {
    return FilterChain.newBuilder()
        .setName(name)
        .setFilterChainMatch(
            FilterChainMatch.newBuilder()
                .setTransportProtocol("raw_buffer")
                .addAllApplicationProtocols(NetworkFilters.PLAINTEXT_HTTP))
        .addFilters(
            HttpConnections.outbound(scope, "outbound_" + listener, routes.toString(), grpcWeb))
        .build();
  }

  /** What the mesh does not know: passes, goes where the Sidecar says, or ends here. */
  static FilterChain unknown(ProxyScope scope, String name) {
    return relay(scope, name, scope.unknownTraffic());
  }

  /** What ends here in any case. */
  static FilterChain nowhere(ProxyScope scope, String name) {
    return relay(scope, name, ClusterName.BLACK_HOLE);
  }

  private static FilterChain relay(ProxyScope scope, String name, String cluster) {
    return FilterChain.newBuilder()
        .setName(name)
        .addAllFilters(NetworkFilters.relay(scope, cluster))
        .build();
  }
}
