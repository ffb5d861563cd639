package io.meshwright.runtime.compile.gateway;

import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.gateway.GatewayServer;
import io.meshwright.runtime.model.gateway.GatewayServer.Payload;
import io.meshwright.runtime.model.name.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which servers of which Gateways a router serves on which socket (istio-features GW2, GW4).
 * Servers of plaintext HTTP share one, and so do servers with TLS whose hosts differ. Where two
 * cannot, the one of the older Gateway has it.
 */
final class GatewayPorts {

  /** Those that the proxy has itself. */
  private static final Set<Integer> OWN =
      Set.of(Ports.PROXY_ADMIN, Ports.PROXY_STATUS, Ports.PROXY_READINESS, Ports.PROXY_METRICS);

  private GatewayPorts() {}

  /**
   * Where a router listens.
   *
   * @param bind the address; empty for all
   */
  record Socket(String bind, int port) implements Comparable<Socket> {

    private static final Comparator<Socket> ORDER =
        Comparator.comparing(Socket::bind).thenComparingInt(Socket::port);

    @Override
    public int compareTo(Socket other) {
      return ORDER.compare(this, other);
    }
  }

  /** A server of a Gateway. */
  record Placed(Gateway gateway, GatewayServer server) {

    /** Whether connections and requests on one socket can be told apart. */
    boolean fitsWith(Placed other) {
      if (server.encrypted() != other.server.encrypted()) {
        return false;
      }
      return server.encrypted()
          ? Collections.disjoint(server.names(), other.server.names())
          : server.payload() == Payload.HTTP && other.server.payload() == Payload.HTTP;
    }
  }

  /** The servers of each socket, those of the oldest Gateway first; at least one. */
  static SortedMap<Socket, List<Placed>> of(ProxyScope scope) {
    SortedMap<Socket, List<Placed>> sockets = new TreeMap<>();
    for (Gateway gateway : scope.model().gatewaysFor(scope.labels())) {
      for (GatewayServer server : gateway.servers()) {
        Placed placed = new Placed(gateway, server);
        for (int port : targets(scope, server.port())) {
          List<Placed> others =
              sockets.getOrDefault(new Socket(server.bind(), port), new ArrayList<>());
          if (!OWN.contains(port) && others.stream().allMatch(placed::fitsWith)) {
            others.add(placed);
            sockets.put(new Socket(server.bind(), port), others);
          }
        }
      }
    }
    return sockets;
  }

  /** Where the router's Services lead to from a port; without any, the port itself. */
  private static SortedSet<Integer> targets(ProxyScope scope, int port) {
    SortedSet<Integer> targets = new TreeSet<>();
    for (IpAddress address : scope.proxy().addresses()) {
      for (MeshModel.Instance instance : scope.model().instancesAt(address)) {
        if (instance.endpoint().servicePort() == port) {
          targets.add(instance.endpoint().port());
        }
      }
    }
    if (targets.isEmpty()) {
      targets.add(port);
    }
    return targets;
  }
}
