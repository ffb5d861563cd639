package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.runtime.model.Endpoint.Health;
import io.meshwright.runtime.model.name.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses EndpointSlices. The API server writes lists without items as null. */
final class EndpointSliceParser {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private EndpointSliceParser() {}

  /** Empty for a slice of no service, and for one that lists host names. */
  static Optional<Slice> parse(ResourceRef ref, EndpointSlice slice) {
    String service = WorkloadParser.labels(slice.getMetadata().getLabels()).get(SERVICE_NAME);
    if (service == null || "FQDN".equals(slice.getAddressType())) {
      return Optional.empty();
    }
    List<Slice.Port> ports = new ArrayList<>();
    for (EndpointPort port : orEmpty(slice.getPorts())) {
      if (port.getPort() != null) {
        ports.add(new Slice.Port(orEmpty(port.getName()), port.getPort()));
      }
    }
    List<Slice.Member> members = new ArrayList<>();
    for (Endpoint endpoint : orEmpty(slice.getEndpoints())) {
      List<IpAddress> addresses =
          orEmpty(endpoint.getAddresses()).stream()
              .map(IpAddress::parse)
              .flatMap(Optional::stream)
              .toList();
      members.add(
          new Slice.Member(
              addresses,
              pod(endpoint.getTargetRef(), ref.namespace()),
              orEmpty(endpoint.getZone()),
              health(endpoint),
              orEmpty(endpoint.getHostname())));
    }
    return Optional.of(new Slice(ref.namespace() + "/" + service, ports, members));
  }

  private static String pod(@Nullable ObjectReference target, String namespace) {
    return target == null || !"Pod".equals(target.getKind())
        ? ""
        : Objects.requireNonNullElse(target.getNamespace(), namespace) + "/" + target.getName();
  }

  /** What is not known to be unready is ready, as Kubernetes says. */
  private static Health health(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    if (conditions == null || !Boolean.FALSE.equals(conditions.getReady())) {
      return Health.HEALTHY;
    }
    boolean finishing =
        Boolean.TRUE.equals(conditions.getTerminating())
            && Boolean.TRUE.equals(conditions.getServing());
    return finishing ? Health.DRAINING : Health.NOT_READY;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
