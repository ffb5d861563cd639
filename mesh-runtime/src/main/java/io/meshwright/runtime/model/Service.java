package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service as clients see it.
 *
 * @param name its short name, for telemetry
 * @param addresses virtual addresses, IPv4 and IPv6; empty for a headless one
 * @param selector labels of the pods behind it; empty if its endpoints are listed by hand
 */
public record Service(
    ServiceKey key,
    Origin origin,
    String name,
    Addressing addressing,
    List<IpAddress> addresses,
    List<ServicePort> ports,
    Map<String, String> selector,
    ExportTo exportTo,
    Entry entry) {

  /** How a connection to the service finds an endpoint. */
  public enum Addressing {
    /** The proxy balances over endpoints that the mesh knows, whatever address was dialled. */
    VIRTUAL,
    /** Clients dial endpoints; the proxy keeps their choice. */
    HEADLESS,
    /** Clients dial addresses that the mesh does not know; the proxy keeps their choice. */
    DIALLED,
    /** The proxy resolves names of endpoints and balances over all addresses. */
    RESOLVED,
    /** The proxy resolves a name and connects to the first address of the latest answer. */
    RESOLVED_FIRST;

    /** Whether the proxy resolves names. */
    public boolean resolved() {
      return this == RESOLVED || this == RESOLVED_FIRST;
    }
  }

  /**
   * What only a ServiceEntry says.
   *
   * @param external whether the service is outside of the mesh: it has no identity of the mesh
   * @param ranges virtual addresses written as CIDRs
   * @param allocated addresses for clients whose names the mesh itself resolves (SE10)
   * @param alternativeNames of which the server's certificate must carry one; empty for any
   */
  public record Entry(
      boolean external,
      List<Cidr> ranges,
      List<IpAddress> allocated,
      List<String> alternativeNames) {
    /** Of a Kubernetes Service. */
    public static final Entry NONE = new Entry(false, List.of(), List.of(), List.of());

    public Entry {
      ranges = List.copyOf(ranges);
      allocated = List.copyOf(allocated);
      alternativeNames = List.copyOf(alternativeNames);
    }
  }

  public Service {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    selector = Map.copyOf(selector);
  }

  /** The full host name. */
  public Hostname host() {
    return key.host();
  }

  /** The port with this number. */
  public Optional<ServicePort> port(int number) {
    return ports.stream().filter(port -> port.number() == number).findFirst();
  }

  /** Whether clients dial endpoints. */
  public boolean headless() {
    return addressing == Addressing.HEADLESS;
  }

  /** Whether the proxy connects to what the client dialled. */
  public boolean keepsDestination() {
    return addressing == Addressing.HEADLESS || addressing == Addressing.DIALLED;
  }

  /** Whether a Kubernetes Service declares it; such a one comes before a ServiceEntry's. */
  public boolean ofKubernetes() {
    return origin.kind().equals("Service");
  }

  /** The same service with some of its ports. */
  public Service with(List<ServicePort> some) {
    return new Service(key, origin, name, addressing, addresses, some, selector, exportTo, entry);
  }

  /** The same service with an entry of another resource. */
  public Service with(Entry other) {
    return new Service(key, origin, name, addressing, addresses, ports, selector, exportTo, other);
  }
}
