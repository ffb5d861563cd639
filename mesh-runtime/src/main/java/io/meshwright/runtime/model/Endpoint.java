package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.IpAddress;
import java.util.List;

/**
 * One address (or, of a dual-stack pod, one per family) behind a service's port.
 *
 * @param addresses at least one, IPv4 first
 * @param servicePort the service's port that it serves
 * @param port the port to dial
 */
public record Endpoint(
    List<IpAddress> addresses, int servicePort, int port, Workload workload, Health health) {

  /** Whether requests may go there. */
  public enum Health {
    HEALTHY,
    /** Finishes what it has; gets nothing new while others are healthy. */
    DRAINING,
    /** Gets nothing; its own proxy still has to know it. */
    NOT_READY
  }

  public Endpoint {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("an endpoint without an address");
    }
  }
}
