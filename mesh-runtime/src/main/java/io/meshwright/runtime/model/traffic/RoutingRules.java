package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A VirtualService, parsed.
 *
 * @param gateways to which it applies: {@link ClientScope#MESH}, or {@code NAMESPACE/NAME}
 */
public record RoutingRules(
    Origin origin,
    List<Hostname> hosts,
    List<String> gateways,
    List<HttpRule> http,
    List<ConnectionRule> tls,
    List<ConnectionRule> tcp,
    ExportTo exportTo) {

  /** All hosts that requests and connections are sent to. */
  public Set<Hostname> destinations() {
    Set<Hostname> hosts = new TreeSet<>();
    targets().forEach(target -> hosts.add(target.host()));
    return hosts;
  }

  /** Where requests and connections are sent, in the order of the rules. */
  public List<Destination> targets() {
    List<Destination> targets = new ArrayList<>();
    for (HttpRule rule : http) {
      if (rule.action() instanceof HttpAction.Forward forward) {
        forward.destinations().forEach(weighted -> targets.add(weighted.destination()));
      }
      rule.mirrors().forEach(mirror -> targets.add(mirror.destination()));
    }
    Stream.concat(tls.stream(), tcp.stream())
        .flatMap(rule -> rule.destinations().stream())
        .forEach(weighted -> targets.add(weighted.destination()));
    return targets;
  }

  /** The same with other HTTP rules. */
  public RoutingRules with(List<HttpRule> others) {
    return new RoutingRules(origin, hosts, gateways, List.copyOf(others), tls, tcp, exportTo);
  }

  /**
   * Whether of two lists only what becomes of requests differs: the same resources with the same
   * hosts, Gateways, connections and destinations.
   */
  public static boolean differOnlyInHttp(List<RoutingRules> some, List<RoutingRules> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      RoutingRules one = some.get(i);
      RoutingRules other = others.get(i);
      if (!one.equals(other)
          && !(one.with(other.http).equals(other)
              && one.destinations().equals(other.destinations())
              && one.http.isEmpty() == other.http.isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /** Whether sidecars apply it. */
  public boolean forMesh() {
    return gateways.contains(ClientScope.MESH);
  }
}
