package io.meshwright.runtime.compile.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.runtime.compile.filter.HttpConnections;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.traffic.SidecarRules.SocketEgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The listener of a Unix socket on which the application reaches what a Sidecar's element imports
 * (istio-features SC3). HTTP services are told apart by the request's host, those with TLS by the
 * server name; of opaque services the oldest has the socket. Nothing tells by the destination where
 * a connection would go without the proxy, so what is unknown ends here.
 */
final class SocketListener {

  /** The volume says who reaches the file; the application seldom is the proxy's user. */
  private static final int MODE = 0_666;

  private final ProxyScope scope;
  private final SocketEgress egress;
  private final Protocol protocol;
  private final String name;

  private SocketListener(ProxyScope scope, SocketEgress egress) {
    this.scope = scope;
    this.egress = egress;
    this.protocol = Protocol.select(0, null, egress.protocol(), null);
    this.name = egress.socket().toString();
  }

  static Listener compile(ProxyScope scope, SocketEgress egress) {
    SocketListener listener = new SocketListener(scope, egress);
    Listener.Builder compiled =
        Listener.newBuilder()
            .setName(listener.name)
            .setAddress(Protobuf.pipe(egress.socket(), MODE))
            .setTrafficDirection(TrafficDirection.OUTBOUND);
    if (listener.protocol.http()) {
      compiled.addFilterChains(listener.http());
    } else {
      listener.relay(compiled);
    }
    return compiled.build();
  }

  private FilterChain http() {
    boolean grpcWeb =
        protocol == Protocol.GRPC_WEB
            || members().stream().anyMatch(each -> each.port().protocol() == Protocol.GRPC_WEB);
    return FilterChain.newBuilder()
        .setName(name)
        .addFilters(HttpConnections.outbound(scope, "outbound_" + name, name, grpcWeb))
        .build();
  }

  private void relay(Listener.Builder listener) {
    ChainSet chains = new ChainSet();
    for (Member member : members()) {
      Protocol spoken = member.port().protocol();
      if (protocol.encrypted() ? spoken.encrypted() : !spoken.http()) {
        chains.addAll(ConnectionRuleCompiler.ofSocket(scope, member.service(), member.port()));
      }
    }
    if (chains.byServerName()) {
      listener
          .addListenerFilters(NetworkFilters.TLS_INSPECTOR)
          .setListenerFiltersTimeout(ListenerAddresses.detectionTimeout(scope))
          .setContinueOnListenerFiltersTimeout(true);
    }
    chains.addTo(listener, false);
    if (!chains.catchesAll()) {
      listener.setDefaultFilterChain(OutboundChains.nowhere(scope, "BlackHoleFilterChain"));
    }
  }

  private record Member(Service service, ServicePort port) {}

  /** The oldest service first. */
  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (Service service : scope.services()) {
      if (ProxyScope.reaches(egress, service)) {
        for (ServicePort port : service.ports()) {
          if (port.protocol() != Protocol.UDP) {
            members.add(new Member(service, port));
          }
        }
      }
    }
    members.sort(Comparator.comparing(member -> member.service().origin()));
    return members;
  }
}
