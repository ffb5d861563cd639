package io.meshwright.runtime.capture;

import io.meshwright.runtime.capture.PortSelection.PortRange;
import io.meshwright.runtime.model.name.Cidr;
import java.util.List;

/**
 * Which traffic of a pod goes through its proxy. Exclusions beat inclusions.
 *
 * @param includeInbound ports of the pod whose connections are captured
 * @param excludeInbound ports of the pod that stay direct, besides the proxy's own
 * @param includeOutbound destinations that are captured
 * @param includeOutboundPorts captured whatever the destination
 * @param excludeOutbound destinations that stay direct
 * @param excludeOutboundPorts stay direct whatever the destination
 * @param excludeInterfaces whose traffic is not touched in either direction
 */
public record CapturePolicy(
    PortSelection includeInbound,
    List<PortRange> excludeInbound,
    AddressSelection includeOutbound,
    List<PortRange> includeOutboundPorts,
    List<Cidr> excludeOutbound,
    List<PortRange> excludeOutboundPorts,
    List<String> excludeInterfaces) {

  /** Everything in both directions. */
  public static final CapturePolicy ALL =
      new CapturePolicy(
          new PortSelection.All(),
          List.of(),
          new AddressSelection.All(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  public CapturePolicy {
    excludeInbound = List.copyOf(excludeInbound);
    includeOutboundPorts = List.copyOf(includeOutboundPorts);
    excludeOutbound = List.copyOf(excludeOutbound);
    excludeOutboundPorts = List.copyOf(excludeOutboundPorts);
    excludeInterfaces = List.copyOf(excludeInterfaces);
  }
}
