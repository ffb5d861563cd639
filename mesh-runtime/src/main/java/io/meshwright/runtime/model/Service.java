package io.meshwright.runtime.model;

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
    ExportTo exportTo) {

  /** How a connection to the service finds an endpoint. */
  public enum Addressing {
    /** Clients dial a virtual address; the proxy balances. */
    VIRTUAL,
    /** Clients dial endpoints; the proxy keeps their choice. */
    HEADLESS
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

  /** Whether it stands for the pods with these labels in its namespace. */
  public boolean selects(String namespace, Map<String, String> labels) {
    return !selector.isEmpty()
        && key.namespace().equals(namespace)
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
