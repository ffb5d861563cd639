package io.meshwright.runtime.discovery;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.name.IpAddress;
import java.util.List;

/**
 * An EndpointSlice, as far as endpoints follow from it.
 *
 * @param service {@code namespace/name} of the service that it belongs to
 */
record Slice(String service, List<Port> ports, List<Member> members) {

  /**
   * A port that all members serve.
   *
   * @param name the name of the service's port; empty for the only one
   */
  record Port(String name, int number) {}

  /**
   * One line of the slice.
   *
   * @param pod {@code namespace/name}; empty for what has no pod
   * @param zone empty if it is not known
   * @param hostname the name of a pod below its headless service; empty if it has none
   */
  record Member(
      List<IpAddress> addresses, String pod, String zone, Endpoint.Health health, String hostname) {
    Member {
      addresses = List.copyOf(addresses);
    }
  }

  Slice {
    ports = List.copyOf(ports);
    members = List.copyOf(members);
  }
}
