package io.meshwright.runtime.policy;

import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.networking.WorkloadEntrySpec;
import io.meshwright.runtime.model.Endpoint.Target;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.entry.WorkloadEntry;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Parses WorkloadEntries and the endpoints of ServiceEntries (istio-features WE1, WE2). */
public final class WorkloadEntryParser {

  private static final long MAX_WEIGHT = Integer.MAX_VALUE;

  private final Problems problems;
  private final Origin origin;
  private final MeshSettings settings;

  WorkloadEntryParser(Problems problems, Origin origin, MeshSettings settings) {
    this.problems = problems;
    this.origin = origin;
    this.settings = settings;
  }

  /**
   * Parses a WorkloadEntry, or reports all that is wrong with it.
   *
   * @param labels of the resource's metadata, which win over those of its spec
   */
  public static WorkloadEntry parse(
      Origin origin, Map<String, String> labels, WorkloadEntrySpec spec, MeshSettings settings)
      throws ConfigException {
    Problems problems = new Problems(origin.toString());
    WorkloadEntry entry =
        new WorkloadEntryParser(problems, origin, settings).entry("spec", spec, labels);
    problems.throwIfAny();
    return entry;
  }

  WorkloadEntry entry(String path, WorkloadEntrySpec spec, Map<String, String> labels) {
    for (String name : new TreeSet<>(spec.ports().keySet())) {
      Integer number = spec.ports().get(name);
      problems.integer(path + ".ports[" + name + "]", number, 0, 1, Problems.MAX_PORT);
    }
    if (UnixSocket.meant(HttpRouteParser.orEmpty(spec.address())) && !spec.ports().isEmpty()) {
      problems.add(path + ".ports", spec.ports().size() + " ports", "none with a socket");
    }
    // an empty text is read as no number
    Map<String, Integer> ports = new HashMap<>(spec.ports());
    ports.values().removeIf(Objects::isNull);
    return new WorkloadEntry(
        target(path + ".address", spec.address()),
        ports,
        workload(path, spec, labels),
        weight(path + ".weight", spec.weight()));
  }

  private Target target(String path, @Nullable String written) {
    String address = HttpRouteParser.orEmpty(written);
    Optional<IpAddress> ip = IpAddress.parse(address);
    if (ip.isPresent()) {
      return new Target.Addresses(List.of(ip.get()));
    }
    if (UnixSocket.meant(address)) {
      Optional<UnixSocket> socket = UnixSocket.parse(address);
      if (socket.isPresent()) {
        return new Target.OnSocket(socket.get());
      }
      problems.add(path, address, UnixSocket.EXPECTED);
    } else if (address.isEmpty()) {
      problems.add(path, "", "an address: gateways of networks are not supported yet");
    } else if (!Names.host(address)) {
      problems.add(path, address, "an IP address, a host name or unix:///path");
    }
    return new Target.Name(new Hostname(Names.host(address) ? address : ""));
  }

  private Workload workload(String path, WorkloadEntrySpec spec, Map<String, String> own) {
    Map<String, String> labels = new HashMap<>(spec.labels());
    labels.putAll(own);
    String account = HttpRouteParser.orEmpty(spec.serviceAccount());
    String network = HttpRouteParser.orEmpty(spec.network());
    return new Workload(
        origin.name(),
        origin.namespace(),
        account.isEmpty()
            ? Optional.empty()
            : Optional.of(new SpiffeId(settings.trustDomain(), origin.namespace(), account)),
        labels,
        settings.cluster(),
        network.isEmpty()
            ? labels.getOrDefault(Labels.TOPOLOGY_NETWORK, settings.network())
            : network,
        locality(path + ".locality", HttpRouteParser.orEmpty(spec.locality())),
        mutualTls(labels, account));
  }

  /** A workload with an identity has a proxy of the mesh, unless its label says otherwise. */
  private static boolean mutualTls(Map<String, String> labels, String account) {
    String mode = labels.get(Labels.TLS_MODE);
    return mode == null ? !account.isEmpty() : mode.equals(Labels.TLS_MODE_ISTIO);
  }

  private Locality locality(String path, String written) {
    String[] parts = written.split("/", -1);
    if (parts.length > 3 || written.startsWith("/")) {
      problems.add(path, written, "region, region/zone or region/zone/subzone");
      return Locality.UNKNOWN;
    }
    return new Locality(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  private int weight(String path, @Nullable Long written) {
    if (written == null || written == 0) {
      return 1;
    }
    if (written < 0 || written > MAX_WEIGHT) {
      problems.add(path, written, "a number from 0 to " + MAX_WEIGHT);
      return 1;
    }
    return written.intValue();
  }
}
