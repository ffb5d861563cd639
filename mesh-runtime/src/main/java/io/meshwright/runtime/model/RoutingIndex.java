package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the routing rules of a host, as sidecars of one namespace see them: the exact host first,
 * then the most specific pattern; of several rules for one host the oldest wins and nothing is
 * merged (istio-features VS3, VS5).
 */
public final class RoutingIndex {

  private final Map<Hostname, RoutingRules> byHost = new HashMap<>();
  private final List<Hostname> patterns = new ArrayList<>();

  private RoutingIndex() {}

  /** Indexes what {@code namespace} sees of rules in the order of their origins. */
  static RoutingIndex of(
      Collection<RoutingRules> inOrder, String namespace, Predicate<RoutingRules> imported) {
    RoutingIndex index = new RoutingIndex();
    for (RoutingRules rules : inOrder) {
      if (rules.forMesh() && rules.exportTo().includes(namespace) && imported.test(rules)) {
        for (Hostname host : rules.hosts()) {
          if (index.byHost.putIfAbsent(host, rules) == null && host.wildcard()) {
            index.patterns.add(host);
          }
        }
      }
    }
    index.patterns.sort(Hostname.MOST_SPECIFIC_FIRST);
    return index;
  }

  /** The rules of a host. */
  public Optional<RoutingRules> rulesOf(Hostname host) {
    RoutingRules exact = byHost.get(host);
    if (exact != null) {
      return Optional.of(exact);
    }
    return patterns.stream().filter(host::subsetOf).findFirst().map(byHost::get);
  }

  /** All rules. */
  public Collection<RoutingRules> rules() {
    return new LinkedHashSet<>(byHost.values());
  }

  /** All hosts that have rules, patterns among them. */
  public NavigableSet<Hostname> hosts() {
    return new TreeSet<>(byHost.keySet());
  }
}
