package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.IpAddress;
import io.meshwright.runtime.model.Locality;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins the EndpointSlices of a service with its pods. The two addresses of a dual-stack pod, which
 * Kubernetes lists in slices of their own, become one endpoint.
 */
final class EndpointResolver {

  private final Function<String, @Nullable Workload> workloadOfPod;
  private final Workload unknown;

  /**
   * @param workloadOfPod by {@code namespace/name}; null for a pod that is not known (yet)
   * @param unknown stands for what has no pod
   */
  EndpointResolver(Function<String, @Nullable Workload> workloadOfPod, Workload unknown) {
    this.workloadOfPod = workloadOfPod;
    this.unknown = unknown;
  }

  private record Place(String pod, int servicePort, int port, String soleAddress)
      implements Comparable<Place> {
    private static final java.util.Comparator<Place> ORDER =
        java.util.Comparator.comparingInt(Place::servicePort)
            .thenComparing(Place::pod)
            .thenComparing(Place::soleAddress)
            .thenComparingInt(Place::port);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Endpoints in a stable order: by service port, pod and address. */
  List<Endpoint> resolve(Service service, Collection<EndpointSlice> slices) {
    SortedMap<Place, Endpoint> found = new TreeMap<>();
    for (EndpointSlice slice : slices) {
      for (EndpointPort slicePort : slice.getPorts()) {
        Optional<ServicePort> port = portOf(service, slicePort);
        if (port.isPresent() && slicePort.getPort() != null) {
          for (var endpoint : slice.getEndpoints()) {
            add(found, port.get().number(), slicePort.getPort(), endpoint);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Optional<ServicePort> portOf(Service service, EndpointPort port) {
    String name = port.getName() == null ? "" : port.getName();
    return service.ports().stream().filter(candidate -> candidate.name().equals(name)).findFirst();
  }

  private void add(
      SortedMap<Place, Endpoint> found,
      int servicePort,
      int port,
      io.fabric8.kubernetes.api.model.discovery.v1.Endpoint written) {
    String namespace = "";
    String pod = "";
    if (written.getTargetRef() != null && "Pod".equals(written.getTargetRef().getKind())) {
      namespace = Objects.requireNonNullElse(written.getTargetRef().getNamespace(), "");
      pod = namespace + "/" + written.getTargetRef().getName();
    }
    Workload workload = pod.isEmpty() ? null : workloadOfPod.apply(pod);
    if (workload == null) {
      workload = withLocality(unknown, written.getZone());
    }
    for (String text : written.getAddresses()) {
      Optional<IpAddress> address = IpAddress.parse(text);
      if (address.isEmpty()) {
        continue;
      }
      Endpoint endpoint =
          new Endpoint(List.of(address.get()), servicePort, port, workload, health(written));
      Place place = new Place(pod, servicePort, port, pod.isEmpty() ? text : "");
      found.merge(place, endpoint, EndpointResolver::joined);
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
    return new Endpoint(addresses, first.servicePort(), first.port(), first.workload(), health);
  }

  private static Endpoint.Health health(
      io.fabric8.kubernetes.api.model.discovery.v1.Endpoint written) {
    var conditions = written.getConditions();
    if (conditions == null || !Boolean.FALSE.equals(conditions.getReady())) {
      return Endpoint.Health.HEALTHY;
    }
    boolean finishing =
        Boolean.TRUE.equals(conditions.getTerminating())
            && Boolean.TRUE.equals(conditions.getServing());
    return finishing ? Endpoint.Health.DRAINING : Endpoint.Health.NOT_READY;
  }

  private static Workload withLocality(Workload workload, @Nullable String zone) {
    return zone == null
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
