package io.meshwright.runtime.policy;

import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A VirtualService as it stands alone: some of its HTTP rules may be places that the rules of other
 * VirtualServices take (istio-features VS25).
 *
 * @param rules where a delegation stands, the rule says what its delegates inherit
 * @param delegations by their index among the HTTP rules
 */
public record ParsedRouting(RoutingRules rules, SortedMap<Integer, Delegation> delegations) {

  public ParsedRouting {
    delegations = Collections.unmodifiableSortedMap(new TreeMap<>(delegations));
  }

  /**
   * Names the VirtualService whose rules are taken.
   *
   * @param path of the rule, for errors
   */
  public record Delegation(String path, String namespace, String name) {

    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /** Whether its rules are only for others to take. */
  public boolean delegate() {
    return rules.hosts().isEmpty();
  }
}
