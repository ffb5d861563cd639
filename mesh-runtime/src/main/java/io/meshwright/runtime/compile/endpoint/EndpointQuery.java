package io.meshwright.runtime.compile.endpoint;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a load assignment is made of, so that proxies with equal queries share it.
 *
 * @param cluster the name that the client asks for
 * @param endpoints of all ports of the service, also those that get nothing
 * @param onlyMutualTls whether only endpoints are meant that accept mutual TLS of the mesh
 * @param onlyCluster whose endpoints are meant; empty for those of all clusters
 * @param resolved whether the client resolves names
 * @param labels of the endpoints of a subset; empty for all
 * @param families of the client's addresses
 */
public record EndpointQuery(
    String cluster,
    int port,
    List<Endpoint> endpoints,
    boolean onlyMutualTls,
    String onlyCluster,
    boolean resolved,
    Map<String, String> labels,
    LocalityPlan plan,
    Set<IpAddress.Family> families) {

  /**
   * What a proxy asks for by a cluster's name; no endpoints if nothing is known by it.
   *
   * @param by the proxy's workload; the scope may stand for proxies of several
   */
  public static EndpointQuery of(ProxyScope scope, Siblings by, String clusterName) {
    Optional<ClusterName> name =
        ClusterName.parse(clusterName)
            .or(() -> ClusterName.parseSni(clusterName))
            .filter(n -> n.direction() == ClusterName.Direction.OUTBOUND);
    Optional<Service> service =
        name.flatMap(
            n ->
                scope
                    .service(new Hostname(n.host()))
                    .filter(found -> found.port(n.port()).isPresent()));
    if (name.isEmpty() || service.isEmpty()) {
      return of(scope, by, clusterName, 0, null, Map.of(), TrafficPolicy.Blocks.EMPTY);
    }
    int port = name.get().port();
    String subset = name.get().subset();
    return labelsOf(scope, service.get(), subset)
        .map(
            labels ->
                of(
                    scope,
                    by,
                    clusterName,
                    port,
                    service.get(),
                    labels,
                    scope.blocks(service.get(), subset, port).orElse(TrafficPolicy.Blocks.EMPTY)))
        .orElseGet(
            () -> of(scope, by, clusterName, port, null, Map.of(), TrafficPolicy.Blocks.EMPTY));
  }

  private static EndpointQuery of(
      ProxyScope scope,
      Siblings by,
      String clusterName,
      int port,
      @Nullable Service service,
      Map<String, String> labels,
      TrafficPolicy.Blocks blocks) {
    Set<IpAddress.Family> families = EnumSet.noneOf(IpAddress.Family.class);
    for (IpAddress.Family family : IpAddress.Family.values()) {
      if (scope.speaks(family)) {
        families.add(family);
      }
    }
    return new EndpointQuery(
        clusterName,
        port,
        service == null ? List.of() : scope.model().endpointsOf(service.key()),
        // whoever dials by server name has begun mutual TLS
        ClusterName.parseSni(clusterName).isPresent(),
        service != null && scope.settings().meshConfig().traffic().staysInCluster(service.host())
            ? scope.proxy().cluster()
            : "",
        service != null && service.addressing().resolved(),
        labels,
        LocalityPlan.of(scope, by, blocks),
        families);
  }

  private static Optional<Map<String, String>> labelsOf(
      ProxyScope scope, Service service, String subset) {
    if (subset.isEmpty()) {
      return Optional.of(Map.of());
    }
    return scope.subset(service, subset).map(DestinationPolicy.Subset::labels);
  }
}
