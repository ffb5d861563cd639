package io.meshwright.runtime.capture;

import io.meshwright.runtime.capture.PortSelection.PortRange;
import io.meshwright.runtime.model.name.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * Which traffic of a pod goes through its proxy. Exclusions beat inclusions.
 *
 * @param mode how inbound connections are captured
 * @param includeInbound ports of the pod whose connections are captured
 * @param excludeInbound ports of the pod that stay direct, besides the proxy's own
 * @param includeOutbound destinations that are captured
 * @param includeOutboundPorts captured whatever the destination
 * @param excludeOutbound destinations that stay direct
 * @param excludeOutboundPorts stay direct whatever the destination
 * @param excludeInterfaces whose traffic is not touched in either direction
 * @param virtualInterfaces of machines inside of the pod, whose traffic into the pod is outbound
 * @param dns whether questions to the name servers of the pod go to the proxy
 */
public record CapturePolicy(
    InterceptionMode mode,
    PortSelection includeInbound,
    List<PortRange> excludeInbound,
    AddressSelection includeOutbound,
    List<PortRange> includeOutboundPorts,
    List<Cidr> excludeOutbound,
    List<PortRange> excludeOutboundPorts,
    List<String> excludeInterfaces,
    List<String> virtualInterfaces,
    boolean dns) {

  /** Everything in both directions, but no DNS. */
  public static final CapturePolicy ALL =
      new CapturePolicy(
          InterceptionMode.REDIRECT,
          new PortSelection.All(),
          List.of(),
          new AddressSelection.All(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          false);

  public CapturePolicy {
    excludeInbound = List.copyOf(excludeInbound);
    includeOutboundPorts = List.copyOf(includeOutboundPorts);
    excludeOutbound = List.copyOf(excludeOutbound);
    excludeOutboundPorts = List.copyOf(excludeOutboundPorts);
    excludeInterfaces = List.copyOf(excludeInterfaces);
    virtualInterfaces = List.copyOf(virtualInterfaces);
  }

  /** The same policy in another mode. */
  public CapturePolicy withMode(InterceptionMode other) {
    return with(other, excludeInbound, dns);
  }

  /** The same policy, with or without DNS. */
  public CapturePolicy withDns(boolean captured) {
    return with(mode, excludeInbound, captured);
  }

  /** The same policy, with one port more that stays direct. */
  public CapturePolicy withoutInbound(int port) {
    List<PortRange> excluded = new ArrayList<>(excludeInbound);
    excluded.add(PortRange.of(port));
    return with(mode, excluded, dns);
  }

  private CapturePolicy with(InterceptionMode mode, List<PortRange> excludeInbound, boolean dns) {
    return new CapturePolicy(
        mode,
        includeInbound,
        excludeInbound,
        includeOutbound,
        includeOutboundPorts,
        excludeOutbound,
        excludeOutboundPorts,
        excludeInterfaces,
        virtualInterfaces,
        dns);
  }
}
