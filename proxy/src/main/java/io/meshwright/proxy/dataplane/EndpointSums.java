package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.DataPlane.EndpointState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what the workers count about the same endpoints. */
final class EndpointSums {
  private EndpointSums() {}

  private record Key(String cluster, Address address) {}

  static List<EndpointState> of(List<EndpointState> parts) {
    Map<Key, EndpointState> sums = new LinkedHashMap<>();
    for (EndpointState part : parts) {
      sums.merge(new Key(part.cluster(), part.address()), part, EndpointSums::add);
    }
    return List.copyOf(sums.values());
  }

  private static EndpointState add(EndpointState one, EndpointState other) {
    return new EndpointState(
        one.cluster(),
        one.address(),
        one.connectionsActive() + other.connectionsActive(),
        one.connectionsTotal() + other.connectionsTotal(),
        one.connectFailures() + other.connectFailures(),
        one.requestsActive() + other.requestsActive(),
        one.requestsTotal() + other.requestsTotal(),
        one.requestErrors() + other.requestErrors(),
        one.ejected() || other.ejected(),
        one.failedCheck() || other.failedCheck());
  }
}
