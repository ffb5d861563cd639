package io.meshwright.runtime.compile.scope;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.SidecarRules.Place;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A port on which the proxy's application serves: one that its Sidecar lists, or if that lists none
 * one of its services. Of several services on one port the oldest decides the protocol
 * (istio-features SC6, SC10).
 *
 * @param port that clients dial
 * @param place where the application serves
 * @param target its port there; of no meaning on a Unix socket
 * @param address where it is reached; empty for the address that the client dialled
 * @param socket where the proxy meets its clients
 * @param tls toward clients from outside of the mesh; null for none (SC7)
 * @param pool limits of connections to it; null for none (SC8)
 */
public record InboundPort(
    int port,
    Service service,
    ServicePort servicePort,
    Place place,
    int target,
    Optional<Address> address,
    SidecarRules.Socket socket,
    @Nullable GatewayTls tls,
    @Nullable ConnectionPool pool) {

  private static final Comparator<InboundPort> OLDEST_FIRST =
      Comparator.comparing((InboundPort inbound) -> inbound.service.origin())
          .thenComparingInt(inbound -> inbound.servicePort.number());

  /** The ports of a proxy's application, in their order. */
  public static Collection<InboundPort> of(ProxyScope scope) {
    SortedMap<Integer, InboundPort> served = ofServices(scope);
    List<SidecarRules.Ingress> listed =
        scope.sidecar().map(SidecarRules::ingress).orElse(List.of());
    if (listed.isEmpty()) {
      return served.values();
    }
    SortedMap<Integer, InboundPort> ports = new TreeMap<>();
    for (SidecarRules.Ingress ingress : listed) {
      ports.put(ingress.port(), listed(scope, ingress, served.get(ingress.port())));
    }
    return ports.values();
  }

  private static SortedMap<Integer, InboundPort> ofServices(ProxyScope scope) {
    SortedMap<Integer, InboundPort> ports = new TreeMap<>();
    Place.OnPort place = placeOfServices(scope);
    for (IpAddress address : scope.proxy().addresses()) {
      for (MeshModel.Instance instance : scope.model().instancesAt(address)) {
        int target = instance.endpoint().port();
        Service service = instance.service();
        service
            .port(instance.endpoint().servicePort())
            .filter(port -> port.protocol() != Protocol.UDP)
            .map(
                port ->
                    new InboundPort(
                        target,
                        service,
                        port,
                        place,
                        target,
                        address(place, target, scope),
                        SidecarRules.Socket.USUAL,
                        null,
                        pool(scope, null, service, port.number())))
            .ifPresent(
                inbound ->
                    ports.merge(
                        target, inbound, (a, b) -> OLDEST_FIRST.compare(a, b) <= 0 ? a : b));
      }
    }
    return ports;
  }

  private static InboundPort listed(
      ProxyScope scope, SidecarRules.Ingress ingress, @Nullable InboundPort served) {
    ServicePort port =
        new ServicePort(
            served == null ? ingress.port() : served.servicePort.number(),
            ingress.name(),
            spoken(ingress),
            Integer.toString(ingress.targetPort()));
    Service service = served == null ? unnamed(scope, port) : served.service;
    return new InboundPort(
        ingress.port(),
        service,
        port,
        ingress.place(),
        ingress.targetPort(),
        address(ingress.place(), ingress.targetPort(), scope),
        ingress.socket(),
        ingress.tls(),
        pool(scope, ingress.pool(), service, port.number()));
  }

  /** Of HTTPS the proxy sees what is inside, where it ends the TLS itself. */
  private static Protocol spoken(SidecarRules.Ingress ingress) {
    Protocol named = Protocol.select(ingress.port(), null, ingress.protocol(), null);
    if (ingress.tls() == null) {
      return named;
    }
    return named == Protocol.HTTPS ? Protocol.HTTP : Protocol.TCP;
  }

  /** Where the mesh's policy has the application serve (istio-features MC5). */
  private static Place.OnPort placeOfServices(ProxyScope scope) {
    if (!scope.settings().meshConfig().traffic().localApplication()) {
      return Place.OnPort.DIALLED;
    }
    return scope.speaks(IpAddress.Family.IPV4)
        ? Place.OnPort.LOOPBACK_IPV4
        : Place.OnPort.LOOPBACK_IPV6;
  }

  private static Optional<Address> address(Place place, int port, ProxyScope scope) {
    return switch (place) {
      case Place.OnSocket(UnixSocket socket) -> Optional.of(Protobuf.pipe(socket, 0));
      case Place.OnPort.DIALLED -> Optional.empty();
      case Place.OnPort.LOOPBACK_IPV4 -> Optional.of(Protobuf.address("127.0.0.1", port));
      case Place.OnPort.LOOPBACK_IPV6 -> Optional.of(Protobuf.address("::1", port));
      case Place.OnPort.POD ->
          Optional.of(Protobuf.address(scope.proxy().addresses().getFirst().text(), port));
    };
  }

  /** Stands for what no service declares. */
  private static Service unnamed(ProxyScope scope, ServicePort port) {
    String namespace = scope.proxy().namespace();
    return new Service(
        new ServiceKey(new Hostname("sidecar." + namespace), namespace),
        scope.sidecar().orElseThrow().origin(),
        "sidecar",
        Service.Addressing.VIRTUAL,
        List.of(),
        List.of(port),
        Map.of(),
        ExportTo.ALL,
        Service.Entry.NONE);
  }

  /** The Sidecar's limits of the port, its others, or those that clients have by their rule. */
  private static @Nullable ConnectionPool pool(
      ProxyScope scope, @Nullable ConnectionPool ofPort, Service service, int port) {
    if (ofPort != null) {
      return ofPort;
    }
    ConnectionPool ofAll = scope.sidecar().map(SidecarRules::inboundPool).orElse(null);
    if (ofAll != null) {
      return ofAll;
    }
    return scope.blocks(service, "", port).map(TrafficPolicy.Blocks::connectionPool).orElse(null);
  }

  /** Whether the application is reached on the pod's loopback device, or on a Unix socket. */
  public boolean local() {
    return switch (place) {
      case Place.OnSocket _ -> true;
      case Place.OnPort.LOOPBACK_IPV4, Place.OnPort.LOOPBACK_IPV6 -> true;
      case Place.OnPort.DIALLED, Place.OnPort.POD -> false;
    };
  }

  /** What is spoken on it. */
  public Protocol protocol() {
    return servicePort.protocol();
  }

  /** The cluster that leads to the application. */
  public ClusterName cluster() {
    return ClusterName.inbound(port);
  }

  /** Shown in traces: host and port of the service. */
  public String operation() {
    return service.host() + ":" + servicePort.number() + "/*";
  }
}
