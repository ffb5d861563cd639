package io.meshwright.runtime.compile.cluster;

import io.meshwright.runtime.compile.endpoint.EndpointQuery;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import io.meshwright.xds.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a cluster is made of that leads to a service, so that proxies with equal queries share
 * it.
 *
 * @param dialled whether the application dials the endpoint itself
 * @param certificates whether the client has some
 * @param identities that stand behind the service
 * @param endpoints where the client resolves their names, for clients of workloads however spread;
 *     empty where it asks for them
 */
public record ClusterQuery(
    MeshSettings settings,
    ClusterName name,
    Service service,
    ServicePort port,
    TrafficPolicy.Blocks blocks,
    boolean dialled,
    boolean certificates,
    Set<SpiffeId> identities,
    Optional<EndpointQuery> endpoints) {

  /** Those of all services that a proxy may send to, each with its subsets. */
  public static List<ClusterQuery> of(ProxyScope scope) {
    List<ClusterQuery> all = new ArrayList<>();
    for (Service service : scope.services()) {
      List<DestinationPolicy.Subset> subsets = scope.subsetsOf(service);
      for (ServicePort port : service.ports()) {
        if (port.protocol() != Protocol.UDP) {
          all.add(of(scope, service, port, ""));
          subsets.forEach(subset -> all.add(of(scope, service, port, subset.name())));
        }
      }
    }
    return all;
  }

  private static ClusterQuery of(
      ProxyScope scope, Service service, ServicePort port, String subset) {
    ClusterName name = ClusterName.outbound(port.number(), subset, service.host().name());
    TrafficPolicy.Blocks blocks =
        scope
            .blocks(service, subset, port.number())
            .orElse(TrafficPolicy.Blocks.EMPTY)
            .toward(scope.proxy().router() || selected(scope, service));
    // nobody dials an address of the service through a router
    boolean dialled =
        !scope.proxy().router()
            && captured(scope, port)
            && (service.keepsDestination() || passthrough(blocks.loadBalancing()));
    return new ClusterQuery(
        scope.settings(),
        name,
        service,
        port,
        blocks,
        dialled,
        scope.proxy().mutualTls(),
        scope.model().identitiesOf(service.key()),
        dialled || !service.addressing().resolved()
            ? Optional.empty()
            : Optional.of(EndpointQuery.of(scope, Siblings.UNKNOWN, name.toString())));
  }

  /** Otherwise what is dialled is the proxy itself. */
  private static boolean captured(ProxyScope scope, ServicePort port) {
    return scope.socketOf(port.number()).map(SidecarRules.Socket::captured).orElse(true);
  }

  /** Whether the rule of the service selects the clients to which it applies. */
  private static boolean selected(ProxyScope scope, Service service) {
    return scope
        .policyOf(service)
        .filter(policy -> !policy.workloadSelector().isEmpty())
        .isPresent();
  }

  private static boolean passthrough(@Nullable LoadBalancing balancing) {
    return balancing instanceof LoadBalancing.Simple simple
        && simple.algorithm() == LoadBalancing.Algorithm.PASSTHROUGH;
  }

  /** Cheap, and names differ: of one name there are few queries. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
