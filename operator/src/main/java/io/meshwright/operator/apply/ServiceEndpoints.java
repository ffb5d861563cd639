package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The endpoints that Kubernetes lists for a Service. Pure. */
public final class ServiceEndpoints {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private ServiceEndpoints() {}

  /**
   * Those of one Service among all slices, IPv4 first; a pod of two families is there twice. A
   * slice without endpoints is written {@code endpoints: null} by Kubernetes.
   */
  public static Stream<Endpoint> of(
      Collection<EndpointSlice> slices, String namespace, String service) {
    return slices.stream()
        .filter(slice -> service.equals(Metadata.label(slice, SERVICE_NAME)))
        .filter(slice -> namespace.equals(slice.getMetadata().getNamespace()))
        .sorted(Comparator.comparing(EndpointSlice::getAddressType))
        .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream));
  }
}
