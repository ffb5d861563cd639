package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.analysis.Analysis;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.IpAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts what is there, and what is in the way of something else, in the sense of Istio's figures
 * (istio-features T20). Each is counted when it is asked for, by whoever reads metrics.
 */
final class MeshFigures {
  private MeshFigures() {}

  static int virtualServices(MeshModel model) {
    return model.routing().size();
  }

  /** VirtualServices that share a host of the mesh with another. */
  static int duplicateHosts(MeshModel model) {
    return Analysis.conflictingHosts(model);
  }

  /** Ports of services that ought to have endpoints and have none. */
  static int withoutEndpoints(MeshModel model) {
    int ports = 0;
    for (Service service : model.services()) {
      if (!service.keepsDestination() && !service.addressing().resolved()) {
        Set<Integer> served = new HashSet<>();
        for (Endpoint endpoint : model.endpointsOf(service.key())) {
          served.add(endpoint.servicePort());
        }
        for (ServicePort port : service.ports()) {
          if (!served.contains(port.number())) {
            ports++;
          }
        }
      }
    }
    return ports;
  }

  private record Target(IpAddress address, int port) {}

  /** Ports of pods that services call by different protocols: the oldest decides (SC10). */
  static int inboundConflicts(MeshModel model) {
    Map<Target, Set<Protocol>> spoken = new HashMap<>();
    for (Service service : model.services()) {
      for (Endpoint endpoint : model.endpointsOf(service.key())) {
        service
            .port(endpoint.servicePort())
            .filter(port -> port.protocol() != Protocol.UDP)
            .ifPresent(
                port -> {
                  for (IpAddress address : endpoint.addresses()) {
                    spoken
                        .computeIfAbsent(
                            new Target(address, endpoint.port()),
                            _ -> EnumSet.noneOf(Protocol.class))
                        .add(port.protocol());
                  }
                });
      }
    }
    return (int) spoken.values().stream().filter(protocols -> protocols.size() > 1).count();
  }

  /**
   * Opaque ports of services without any address that an older one has: nothing tells their
   * connections apart (SE2).
   */
  static int outboundConflicts(MeshModel model) {
    int conflicts = 0;
    Set<Integer> taken = new HashSet<>();
    for (Service service : model.services()) {
      boolean anyAddress =
          service.addresses().isEmpty()
              && service.entry().ranges().isEmpty()
              && service.entry().allocated().isEmpty()
              && !service.headless();
      for (ServicePort port : service.ports()) {
        boolean opaque =
            !port.protocol().http()
                && !port.protocol().encrypted()
                && port.protocol() != Protocol.UDP;
        if (anyAddress && opaque && !taken.add(port.number())) {
          conflicts++;
        }
      }
    }
    return conflicts;
  }
}
