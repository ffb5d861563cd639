package io.meshwright.runtime.compile.gateway;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.runtime.compile.filter.NetworkFilters;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Placed;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Socket;
import io.meshwright.runtime.compile.listener.ChainSet;
import io.meshwright.runtime.compile.listener.ListenerAddresses;
import io.meshwright.runtime.compile.scope.ProxyScope;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles a router's listeners: one with a socket of its own for each port and address (X20). */
public final class GatewayListenerCompiler {
  private GatewayListenerCompiler() {}

  /** All listeners, by name; a socket on which nothing leads anywhere has none. */
  public static SortedMap<String, Listener> compile(ProxyScope scope) {
    SortedMap<String, Listener> listeners = new TreeMap<>();
    GatewayPorts.of(scope)
        .forEach(
            (socket, servers) -> {
              List<String> ips =
                  socket.bind().isEmpty() ? scope.wildcards() : List.of(socket.bind());
              String name = ips.getFirst() + "_" + socket.port();
              ChainSet chains = GatewayChains.of(scope, socket, name, servers);
              if (!chains.isEmpty()) {
                listeners.put(name, listener(ips, name, socket, servers, chains));
              }
            });
    return listeners;
  }

  private static Listener listener(
      List<String> ips, String name, Socket socket, List<Placed> servers, ChainSet chains) {
    Listener.Builder listener =
        ListenerAddresses.bound(ips, name, socket.port())
            .setTrafficDirection(TrafficDirection.OUTBOUND);
    if (servers.getFirst().server().encrypted()) {
      listener.addListenerFilters(NetworkFilters.TLS_INSPECTOR);
    }
    chains.addTo(listener, false);
    return listener.build();
  }
}
