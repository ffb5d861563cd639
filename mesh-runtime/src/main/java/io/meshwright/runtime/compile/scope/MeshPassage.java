package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.gateway.GatewayServer;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A port of a service, or of a subset, to which a router passes mutual TLS of the mesh without
 * ending it. Its cluster is called like the server name that sidecars dial (istio-features M6).
 */
public record MeshPassage(Service service, ClusterName name) {

  /** Where a server leads, in the order of the services. */
  public static List<MeshPassage> through(ProxyScope scope, GatewayServer server) {
    List<MeshPassage> passages = new ArrayList<>();
    for (Service service : scope.services()) {
      boolean known = !service.entry().external() && !service.addressing().resolved();
      if (known && server.covers(service.key())) {
        List<String> subsets =
            Stream.concat(
                    Stream.of(""),
                    scope.subsetsOf(service).stream().map(DestinationPolicy.Subset::name))
                .toList();
        for (ServicePort port : service.ports()) {
          if (port.protocol() != Protocol.UDP) {
            subsets.forEach(subset -> passages.add(of(service, port, subset)));
          }
        }
      }
    }
    return passages;
  }

  /** Where all servers of a router lead; none for a sidecar. */
  public static Collection<MeshPassage> of(ProxyScope scope) {
    SortedMap<String, MeshPassage> passages = new TreeMap<>();
    if (scope.proxy().router()) {
      for (Gateway gateway : scope.model().gatewaysFor(scope.labels())) {
        for (GatewayServer server : gateway.servers()) {
          if (server.passesMesh()) {
            through(scope, server)
                .forEach(passage -> passages.putIfAbsent(passage.name().sni(), passage));
          }
        }
      }
    }
    return passages.values();
  }

  private static MeshPassage of(Service service, ServicePort port, String subset) {
    return new MeshPassage(
        service, ClusterName.outbound(port.number(), subset, service.host().name()));
  }

  /** What is in force there. */
  public TrafficPolicy.Blocks policy(ProxyScope scope) {
    return scope.blocks(service, name.subset(), name.port()).orElse(TrafficPolicy.Blocks.EMPTY);
  }
}
