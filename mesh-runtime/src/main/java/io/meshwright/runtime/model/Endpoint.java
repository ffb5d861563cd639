package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.UnixSocket;
import java.util.List;

/**
 * One place behind a service's port.
 *
 * @param servicePort the service's port that it serves
 * @param port the port to dial; of no meaning on a Unix socket
 * @param weight of requests relative to other endpoints, at least 1
 * @param hostname its own name, below that of a headless service; empty if it has none
 */
public record Endpoint(
    Target target,
    int servicePort,
    int port,
    Workload workload,
    Health health,
    int weight,
    String hostname) {

  /** What is dialled. */
  public sealed interface Target {
    /** One address or, of a dual-stack pod, one per family; at least one, IPv4 first. */
    record Addresses(List<IpAddress> ips) implements Target {
      public Addresses {
        ips = List.copyOf(ips);
        if (ips.isEmpty()) {
          throw new IllegalArgumentException("an endpoint without an address");
        }
      }
    }

    /** A Unix socket, of the machine or pod on which the client's proxy runs. */
    record OnSocket(UnixSocket socket) implements Target {}

    /** A name that the proxy resolves. */
    record Name(Hostname host) implements Target {}
  }

  /** Whether requests may go there. */
  public enum Health {
    HEALTHY,
    /** Finishes what it has; gets nothing new while others are healthy. */
    DRAINING,
    /** Gets nothing; its own proxy still has to know it. */
    NOT_READY
  }

  /** A nameless endpoint with addresses, which gets as much as others. */
  public Endpoint(
      List<IpAddress> addresses, int servicePort, int port, Workload workload, Health health) {
    this(new Target.Addresses(addresses), servicePort, port, workload, health, 1, "");
  }

  /** IPv4 first; none of an endpoint with a name, or on a Unix socket. */
  public List<IpAddress> addresses() {
    return switch (target) {
      case Target.Addresses(List<IpAddress> ips) -> ips;
      case Target.Name _, Target.OnSocket _ -> List.of();
    };
  }
}
