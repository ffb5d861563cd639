package io.meshwright.runtime.model.entry;

import io.meshwright.runtime.model.Service.Addressing;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import java.util.List;
import java.util.Map;

/**
 * A ServiceEntry, parsed: each of its hosts is a service (istio-features SE1 to SE9).
 *
 * @param addresses single virtual addresses
 * @param ranges virtual addresses written as CIDRs
 * @param external whether the hosts are outside of the mesh
 * @param endpoints empty if the selector says them, or the host itself is resolved
 * @param selector labels of pods and WorkloadEntries of the namespace; empty for none
 * @param alternativeNames of which the server's certificate must carry one; empty for any
 * @param allocate whether it may be given an address if it has none
 */
public record ServiceEntry(
    Origin origin,
    List<Hostname> hosts,
    Addressing addressing,
    List<IpAddress> addresses,
    List<Cidr> ranges,
    List<Port> ports,
    boolean external,
    List<WorkloadEntry> endpoints,
    Map<String, String> selector,
    ExportTo exportTo,
    List<String> alternativeNames,
    boolean allocate) {

  /**
   * A port of the hosts.
   *
   * @param target the port of the endpoints that do not say another one
   */
  public record Port(ServicePort service, int target) {}

  public ServiceEntry {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ranges = List.copyOf(ranges);
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
    selector = Map.copyOf(selector);
    alternativeNames = List.copyOf(alternativeNames);
  }

  /** Whether a host has no address of its own that clients could dial, and may get one (SE10). */
  public boolean wantsAddress(Hostname host) {
    return allocate
        && addressing != Addressing.DIALLED
        && addresses.isEmpty()
        && ranges.isEmpty()
        && !host.wildcard();
  }
}
