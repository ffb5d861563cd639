package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.Hostname;
import java.util.List;

/**
 * Where connections go that are not looked into: a {@code tcp} or {@code tls} route of a
 * VirtualService (istio-features VS26, VS27).
 *
 * @param matches empty for all connections
 */
public record ConnectionRule(List<Match> matches, List<WeightedDestination> destinations) {

  /**
   * Selects connections.
   *
   * @param serverNames empty for a {@code tcp} route
   * @param destinationSubnets empty for any
   */
  public record Match(
      List<Hostname> serverNames, List<Cidr> destinationSubnets, ClientScope scope) {}
}
