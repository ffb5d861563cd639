package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.xds.ClusterName;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port on which the proxy's application serves; of several services on one port the oldest
 * decides the protocol (istio-features SC10).
 */
public record InboundPort(int port, Service service, ServicePort servicePort) {

  private static final Comparator<InboundPort> OLDEST_FIRST =
      Comparator.comparing((InboundPort inbound) -> inbound.service.origin())
          .thenComparingInt(inbound -> inbound.servicePort.number());

  /** The ports of a proxy's application, in their order. */
  public static Collection<InboundPort> of(ProxyScope scope) {
    SortedMap<Integer, InboundPort> ports = new TreeMap<>();
    for (IpAddress address : scope.proxy().addresses()) {
      for (MeshModel.Instance instance : scope.model().instancesAt(address)) {
        int target = instance.endpoint().port();
        instance
            .service()
            .port(instance.endpoint().servicePort())
            .filter(port -> port.protocol() != Protocol.UDP)
            .map(port -> new InboundPort(target, instance.service(), port))
            .ifPresent(
                inbound ->
                    ports.merge(
                        target, inbound, (a, b) -> OLDEST_FIRST.compare(a, b) <= 0 ? a : b));
      }
    }
    return ports.values();
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
