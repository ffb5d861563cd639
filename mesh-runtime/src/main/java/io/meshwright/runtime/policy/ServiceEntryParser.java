package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ServiceEntrySpec;
import io.meshwright.crd.networking.WorkloadEntrySpec;
import io.meshwright.runtime.model.Endpoint.Target;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service.Addressing;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.entry.ServiceEntry;
import io.meshwright.runtime.model.entry.WorkloadEntry;
import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses the spec of a ServiceEntry (istio-features SE1 to SE9). */
public final class ServiceEntryParser {

  private final Origin origin;
  private final ServiceEntrySpec spec;
  private final Problems problems;
  private final WorkloadEntryParser workloads;
  private final Addressing addressing;
  private final List<IpAddress> addresses = new ArrayList<>();
  private final List<Cidr> ranges = new ArrayList<>();

  private ServiceEntryParser(Origin origin, ServiceEntrySpec spec, MeshSettings settings) {
    this.origin = origin;
    this.spec = spec;
    this.problems = new Problems(origin.toString());
    this.workloads = new WorkloadEntryParser(problems, origin, settings);
    this.addressing = addressing();
  }

  /**
   * Parses a spec, or reports all that is wrong with it.
   *
   * @param allocate whether its hosts may be given addresses
   */
  public static ServiceEntry parse(
      Origin origin, ServiceEntrySpec spec, boolean allocate, MeshSettings settings)
      throws ConfigException {
    ServiceEntryParser parser = new ServiceEntryParser(origin, spec, settings);
    ExportTo exportTo =
        ExportTo.parse(
            spec.exportTo(),
            origin.namespace(),
            settings.meshConfig().services().in(origin.namespace()));
    return parser.parse(exportTo, allocate);
  }

  private ServiceEntry parse(ExportTo exportTo, boolean allocate) throws ConfigException {
    List<Hostname> hosts = hosts();
    addresses();
    List<ServiceEntry.Port> ports = ports();
    ServiceEntry entry =
        new ServiceEntry(
            origin,
            hosts,
            addressing,
            addresses,
            ranges,
            ports,
            external(),
            endpoints(hosts, ports),
            selector(),
            exportTo,
            spec.subjectAltNames(),
            allocate);
    problems.throwIfAny();
    return entry;
  }

  private Addressing addressing() {
    return switch (HttpRouteParser.orEmpty(spec.resolution())) {
      case "", "NONE" -> Addressing.DIALLED;
      case "STATIC" -> Addressing.VIRTUAL;
      case "DNS" -> Addressing.RESOLVED;
      case "DNS_ROUND_ROBIN" -> Addressing.RESOLVED_FIRST;
      case "DYNAMIC_DNS" -> {
        problems.add(
            "spec.resolution", "DYNAMIC_DNS", "another resolution: it is not supported yet");
        yield Addressing.DIALLED;
      }
      case String other -> {
        problems.add("spec.resolution", other, "NONE, STATIC, DNS or DNS_ROUND_ROBIN");
        yield Addressing.DIALLED;
      }
    };
  }

  private boolean external() {
    String location = HttpRouteParser.orEmpty(spec.location());
    if (!List.of("", "MESH_EXTERNAL", "MESH_INTERNAL").contains(location)) {
      problems.add("spec.location", location, "MESH_EXTERNAL or MESH_INTERNAL");
    }
    return !location.equals("MESH_INTERNAL");
  }

  private List<Hostname> hosts() {
    if (spec.hosts().isEmpty()) {
      problems.add("spec.hosts", "", "at least one host name");
    }
    List<Hostname> hosts = new ArrayList<>();
    for (int i = 0; i < spec.hosts().size(); i++) {
      String host = spec.hosts().get(i);
      if (!Names.pattern(host)) {
        problems.add("spec.hosts[" + i + "]", host, "a host name, or * and a host name after it");
      }
      hosts.add(new Hostname(host));
    }
    return hosts;
  }

  private void addresses() {
    for (int i = 0; i < spec.addresses().size(); i++) {
      String path = "spec.addresses[" + i + "]";
      String written = spec.addresses().get(i);
      Optional<Cidr> range = Cidr.parse(written);
      if (range.isEmpty()) {
        problems.add(path, written, "an address or CIDR");
      } else if (range.get().prefixLength() == range.get().address().bits()) {
        addresses.add(range.get().address());
      } else if (addressing.resolved()) {
        problems.add(path, written, "an address; a CIDR needs resolution NONE or STATIC");
      } else {
        ranges.add(range.get());
      }
    }
  }

  private List<ServiceEntry.Port> ports() {
    if (spec.ports().isEmpty()) {
      problems.add("spec.ports", "", "at least one port");
    }
    Set<Integer> numbers = new HashSet<>();
    Set<String> names = new HashSet<>();
    List<ServiceEntry.Port> ports = new ArrayList<>();
    for (int i = 0; i < spec.ports().size(); i++) {
      ServiceEntrySpec.ServicePort written = spec.ports().get(i);
      String path = "spec.ports[" + i + "]";
      int number = problems.port(path + ".number", written.number());
      String name = problems.required(path + ".name", written.name(), "a name");
      if (number > 0 && !numbers.add(number)) {
        problems.add(path + ".number", number, "a number that no other port has");
      }
      if (!name.isEmpty() && !names.add(name)) {
        problems.add(path + ".name", name, "a name that no other port has");
      }
      int target =
          problems.integer(
              path + ".targetPort", written.targetPort(), number, 1, Problems.MAX_PORT);
      ports.add(
          new ServiceEntry.Port(
              new ServicePort(
                  number,
                  name,
                  protocol(path, number, HttpRouteParser.orEmpty(written.protocol())),
                  Integer.toString(target)),
              target));
    }
    return ports;
  }

  /** Nothing is read from the name: the protocol is declared, or else detected. */
  private Protocol protocol(String path, int number, String word) {
    if (!word.isEmpty() && Protocol.named(word).isEmpty()) {
      problems.add(
          path + ".protocol", word, "HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP or another");
    }
    return Protocol.select(number, null, word, null);
  }

  private Map<String, String> selector() {
    if (spec.workloadSelector() == null) {
      return Map.of();
    }
    if (!spec.endpoints().isEmpty()) {
      problems.add("spec.workloadSelector", "a selector", "nothing beside endpoints");
    }
    if (addressing == Addressing.DIALLED) {
      problems.add("spec.workloadSelector", "a selector", "nothing with resolution NONE");
    }
    if (spec.workloadSelector().labels().isEmpty()) {
      problems.add("spec.workloadSelector.labels", "", "at least one label");
    }
    return spec.workloadSelector().labels();
  }

  private List<WorkloadEntry> endpoints(List<Hostname> hosts, List<ServiceEntry.Port> ports) {
    List<WorkloadEntrySpec> written = spec.endpoints();
    if (written.isEmpty() && spec.workloadSelector() == null) {
      absent(hosts);
    } else if (addressing == Addressing.DIALLED && !written.isEmpty()) {
      problems.add("spec.endpoints", written.size() + " endpoints", "none with resolution NONE");
    } else if (addressing == Addressing.RESOLVED_FIRST && written.size() > 1) {
      problems.add(
          "spec.endpoints", written.size() + " endpoints", "one with resolution DNS_ROUND_ROBIN");
    }
    List<WorkloadEntry> endpoints = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String path = "spec.endpoints[" + i + "]";
      WorkloadEntry endpoint = workloads.entry(path, written.get(i), Map.of());
      if (endpoint.target() instanceof Target.Name name
          && addressing == Addressing.VIRTUAL
          && !name.host().name().isEmpty()) {
        problems.add(
            path + ".address", name.host(), "an IP address or a socket with resolution STATIC");
      }
      if (endpoint.target() instanceof Target.OnSocket(UnixSocket socket)) {
        socket(path + ".address", socket, ports.size());
      }
      for (String port : endpoint.ports().keySet()) {
        if (ports.stream().noneMatch(p -> p.service().name().equals(port))) {
          problems.add(path + ".ports[" + port + "]", port, "the name of one of spec.ports");
        }
      }
      endpoints.add(endpoint);
    }
    return endpoints;
  }

  private void socket(String path, UnixSocket socket, int ports) {
    if (addressing.resolved()) {
      problems.add(path, socket, "an IP address or a host name; a socket has resolution STATIC");
    }
    if (ports > 1) {
      problems.add("spec.ports", ports + " ports", "one, with an endpoint on a socket");
    }
  }

  private void absent(List<Hostname> hosts) {
    if (addressing == Addressing.VIRTUAL) {
      problems.add("spec.endpoints", "", "endpoints or a workloadSelector, with resolution STATIC");
    } else if (addressing.resolved() && hosts.stream().anyMatch(Hostname::wildcard)) {
      problems.add("spec.endpoints", "", "endpoints, since a wildcard host cannot be resolved");
    }
  }
}
