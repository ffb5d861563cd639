package io.meshwright.runtime.compile.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.route.RouteName;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The listener of a port that is asked whatever address was dialled (istio-features SE2, G9): HTTP
 * services are told apart by the request's host, those with TLS by the server name, those with a
 * range of addresses by the address; of opaque services without any of these the oldest has the
 * port. A Sidecar may say at which address, and that the proxy itself listens there (SC3).
 */
final class SharedListener {

  private final ProxyScope scope;
  private final int port;
  private final SidecarRules.Socket socket;
  private final List<Member> relayed = new ArrayList<>();
  private boolean http;
  private boolean grpcWeb;

  private record Member(Service service, ServicePort port) {}

  SharedListener(ProxyScope scope, int port) {
    this.scope = scope;
    this.port = port;
    this.socket = scope.socketOf(port).orElse(SidecarRules.Socket.USUAL);
  }

  String name() {
    return addresses().getFirst() + "_" + port;
  }

  private List<String> addresses() {
    if (!socket.address().isEmpty()) {
      return List.of(socket.address());
    }
    return socket.captured() ? scope.wildcards() : scope.loopbacks();
  }

  /** Of connections that nobody redirected the destination is the listener itself. */
  private Listener.Builder opened() {
    return socket.captured()
        ? ListenerAddresses.unbound(addresses(), name(), port)
        : ListenerAddresses.bound(addresses(), name(), port);
  }

  void add(Service service, ServicePort servicePort) {
    http |= servicePort.protocol().http() || servicePort.protocol() == Protocol.SNIFFED;
    grpcWeb |= servicePort.protocol() == Protocol.GRPC_WEB;
    boolean dialled = service.keepsDestination() && !socket.captured();
    if (!servicePort.protocol().http() && !dialled) {
      relayed.add(new Member(service, servicePort));
    }
  }

  Listener compile() {
    relayed.sort(Comparator.comparing(member -> member.service().origin()));
    ChainSet chains = new ChainSet();
    for (Member member : relayed) {
      chains.addAll(ConnectionRuleCompiler.ofAny(scope, member.service(), member.port()));
    }
    Listener.Builder listener = opened().setTrafficDirection(TrafficDirection.OUTBOUND);
    if (http || chains.byServerName()) {
      listener
          .addListenerFilters(NetworkFilters.TLS_INSPECTOR)
          .setListenerFiltersTimeout(ListenerAddresses.detectionTimeout(scope))
          .setContinueOnListenerFiltersTimeout(true);
    }
    if (http) {
      listener
          .addListenerFilters(NetworkFilters.HTTP_INSPECTOR)
          .addFilterChains(
              OutboundChains.http(scope, name(), name(), new RouteName(null, port), grpcWeb));
    }
    chains.addTo(listener, http);
    if (!chains.catchesAll()) {
      listener.setDefaultFilterChain(
          socket.captured()
              ? OutboundChains.unknown(scope, "PassthroughFilterChain")
              : OutboundChains.nowhere(scope, "BlackHoleFilterChain"));
    }
    return listener.build();
  }
}
