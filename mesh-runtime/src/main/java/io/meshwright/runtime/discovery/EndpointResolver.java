package io.meshwright.runtime.discovery;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Joins the EndpointSlices of a service with its pods. The two addresses of a dual-stack pod, which
 * Kubernetes lists in slices of their own, become one endpoint.
 */
final class EndpointResolver {

  private final Function<String, @Nullable Workload> workloadOfPod;
  private final Predicate<String> losesItsSidecar;
  private final Workload unknown;

  /**
   * @param workloadOfPod by {@code namespace/name}; null for a pod that is not known (yet)
   * @param losesItsSidecar whether a pod's sidecar is being replaced; Kubernetes sees that later
   * @param unknown stands for what has no pod
   */
  EndpointResolver(
      Function<String, @Nullable Workload> workloadOfPod,
      Predicate<String> losesItsSidecar,
      Workload unknown) {
    this.workloadOfPod = workloadOfPod;
    this.losesItsSidecar = losesItsSidecar;
    this.unknown = unknown;
  }

  private record Place(String pod, int servicePort, int port, String soleAddress)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::servicePort)
            .thenComparing(Place::pod)
            .thenComparing(Place::soleAddress)
            .thenComparingInt(Place::port);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Endpoints in a stable order: by service port, pod and address. */
  List<Endpoint> resolve(Service service, Collection<Slice> slices) {
    SortedMap<Place, Endpoint> found = new TreeMap<>();
    for (Slice slice : slices) {
      for (Slice.Port slicePort : slice.ports()) {
        portOf(service, slicePort)
            .ifPresent(
                port ->
                    slice
                        .members()
                        .forEach(member -> add(found, port.number(), slicePort.number(), member)));
      }
    }
    return List.copyOf(found.values());
  }

  private static Optional<ServicePort> portOf(Service service, Slice.Port port) {
    return service.ports().stream()
        .filter(candidate -> candidate.name().equals(port.name()))
        .findFirst();
  }

  private void add(
      SortedMap<Place, Endpoint> found, int servicePort, int port, Slice.Member member) {
    Workload workload = member.pod().isEmpty() ? null : workloadOfPod.apply(member.pod());
    if (workload == null) {
      workload = withLocality(unknown, member.zone());
    }
    Endpoint.Health health =
        member.health() == Endpoint.Health.HEALTHY && losesItsSidecar.test(member.pod())
            ? Endpoint.Health.DRAINING
            : member.health();
    for (IpAddress address : member.addresses()) {
      Endpoint endpoint =
          new Endpoint(
              new Endpoint.Target.Addresses(List.of(address)),
              servicePort,
              port,
              workload,
              health,
              1,
              member.hostname());
      String sole = member.pod().isEmpty() ? address.text() : "";
      found.merge(
          new Place(member.pod(), servicePort, port, sole), endpoint, EndpointResolver::joined);
    }
  }

  private static Endpoint joined(Endpoint first, Endpoint second) {
    List<IpAddress> addresses = new ArrayList<>(first.addresses());
    for (IpAddress address : second.addresses()) {
      if (!addresses.contains(address)) {
        addresses.add(address);
      }
    }
    addresses.sort(null);
    Endpoint.Health health =
        first.health().compareTo(second.health()) <= 0 ? first.health() : second.health();
    return new Endpoint(
        new Endpoint.Target.Addresses(addresses),
        first.servicePort(),
        first.port(),
        first.workload(),
        health,
        1,
        first.hostname());
  }

  private static Workload withLocality(Workload workload, String zone) {
    return zone.isEmpty()
        ? workload
        : new Workload(
            workload.name(),
            workload.namespace(),
            workload.identity(),
            Map.of(),
            workload.cluster(),
            workload.network(),
            new Locality("", zone, ""),
            workload.mutualTls());
  }
}
