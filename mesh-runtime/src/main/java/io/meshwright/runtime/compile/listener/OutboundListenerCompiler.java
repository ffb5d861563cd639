package io.meshwright.runtime.compile.listener;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.route.RouteName;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.xds.ClusterName;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles what captured outbound connections meet (istio-features X20, G9): the one bound
 * listener, which hands a connection to the unbound listener of the address that was dialled, or
 * lets it pass.
 */
public final class OutboundListenerCompiler {

  private static final String CAPTURE = "virtualOutbound";

  private final ProxyScope scope;
  private final SortedMap<String, Listener> listeners = new TreeMap<>();
  private final SortedMap<Integer, SharedListener> shared = new TreeMap<>();

  private OutboundListenerCompiler(ProxyScope scope) {
    this.scope = scope;
  }

  /** All outbound listeners, by name. */
  public static SortedMap<String, Listener> compile(ProxyScope scope) {
    OutboundListenerCompiler compiler = new OutboundListenerCompiler(scope);
    compiler.capture();
    for (Service service : scope.services()) {
      for (ServicePort port : service.ports()) {
        compiler.port(service, port);
      }
    }
    for (SidecarRules.SocketEgress socket : scope.sockets()) {
      compiler.listeners.put(socket.socket().toString(), SocketListener.compile(scope, socket));
    }
    for (SharedListener listener : compiler.shared.values()) {
      compiler.listeners.put(listener.name(), listener.compile());
    }
    return compiler.listeners;
  }

  private void capture() {
    Listener.Builder listener =
        ListenerAddresses.bound(scope, CAPTURE, Ports.PROXY_OUTBOUND)
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setUseOriginalDst(bool(true))
            .addFilterChains(
                FilterChain.newBuilder()
                    .setName("virtualOutbound-blackhole")
                    .setFilterChainMatch(
                        FilterChainMatch.newBuilder()
                            .setDestinationPort(
                                com.google.protobuf.UInt32Value.of(Ports.PROXY_OUTBOUND)))
                    .addAllFilters(NetworkFilters.relay(scope, ClusterName.BLACK_HOLE)))
            .addFilterChains(OutboundChains.unknown(scope, "virtualOutbound-catchall-tcp"));
    listeners.put(CAPTURE, listener.build());
  }

  private void port(Service service, ServicePort port) {
    if (port.protocol() == Protocol.UDP || !scope.metOnPort(service, port)) {
      return;
    }
    if (scope.sharesListener(service, port)) {
      shared
          .computeIfAbsent(port.number(), number -> new SharedListener(scope, number))
          .add(service, port);
    }
    if (port.protocol().http() || scope.socketOf(port.number()).isPresent()) {
      return;
    }
    for (IpAddress address : addresses(service, port)) {
      String name = address + "_" + port.number();
      listeners.computeIfAbsent(name, _ -> single(name, address, service, port));
    }
  }

  /** Where clients connect to: virtual addresses, or the endpoints of a headless service. */
  private Collection<IpAddress> addresses(Service service, ServicePort port) {
    TreeSet<IpAddress> addresses = new TreeSet<>(scope.addressesOf(service));
    if (service.headless()) {
      for (Endpoint endpoint : scope.model().endpointsOf(service.key())) {
        if (endpoint.servicePort() == port.number()) {
          addresses.addAll(endpoint.addresses());
        }
      }
      // what the own application serves is not outbound
      addresses.removeAll(scope.proxy().addresses());
    }
    addresses.removeIf(address -> !scope.speaks(address.family()));
    return addresses;
  }

  private Listener single(String name, IpAddress address, Service service, ServicePort port) {
    Listener.Builder listener =
        ListenerAddresses.unbound(List.of(address.text()), name, port.number())
            .setTrafficDirection(TrafficDirection.OUTBOUND);
    ChainSet chains = new ChainSet();
    chains.addAll(ConnectionRuleCompiler.ofAddress(scope, service, port));
    boolean sniffed = port.protocol() == Protocol.SNIFFED;
    if (sniffed) {
      RouteName routes = new RouteName(service.host(), port.number());
      listener.addFilterChains(OutboundChains.http(scope, name, name + "-http", routes, false));
    }
    if (sniffed || chains.byServerName()) {
      listener
          .addListenerFilters(NetworkFilters.TLS_INSPECTOR)
          .setListenerFiltersTimeout(ListenerAddresses.detectionTimeout(scope))
          .setContinueOnListenerFiltersTimeout(true);
    }
    if (sniffed) {
      listener.addListenerFilters(NetworkFilters.HTTP_INSPECTOR);
    }
    chains.addTo(listener, sniffed);
    return listener.build();
  }
}
