package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the destination policy of a service for a client: the client's namespace is asked first,
 * then the service's, then the root namespace; the first that has any rule for the host decides
 * alone (istio-features DR1). Rules of one namespace for the same host are merged (DR2).
 */
public final class PolicyIndex {

  private final String rootNamespace;
  private final Map<String, List<DestinationPolicy>> byNamespace = new LinkedHashMap<>();

  private PolicyIndex(String rootNamespace) {
    this.rootNamespace = rootNamespace;
  }

  /** Indexes rules that come in the order of their origins. */
  static PolicyIndex of(Collection<DestinationPolicy> inOrder, String rootNamespace) {
    PolicyIndex index = new PolicyIndex(rootNamespace);
    for (DestinationPolicy policy : inOrder) {
      merge(
          index.byNamespace.computeIfAbsent(policy.origin().namespace(), _ -> new ArrayList<>()),
          policy);
    }
    // rules with a selector are asked before those without
    index
        .byNamespace
        .values()
        .forEach(
            policies ->
                policies.sort(
                    (a, b) ->
                        Boolean.compare(
                            a.workloadSelector().isEmpty(), b.workloadSelector().isEmpty())));
    return index;
  }

  /** The policy that holds when a client with this namespace and labels dials the service. */
  public Optional<DestinationPolicy> policyFor(
      String clientNamespace, Map<String, String> clientLabels, ServiceKey service) {
    Optional<DestinationPolicy> own = find(clientNamespace, clientNamespace, clientLabels, service);
    if (own.isPresent()) {
      return own;
    }
    for (String namespace : List.of(service.namespace(), rootNamespace)) {
      if (!namespace.equals(clientNamespace)) {
        Optional<DestinationPolicy> exported =
            find(namespace, clientNamespace, clientLabels, service);
        if (exported.isPresent()) {
          return exported;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<DestinationPolicy> find(
      String namespace,
      String clientNamespace,
      Map<String, String> clientLabels,
      ServiceKey service) {
    DestinationPolicy best = null;
    for (DestinationPolicy policy : byNamespace.getOrDefault(namespace, List.of())) {
      boolean seen =
          namespace.equals(clientNamespace) || policy.exportTo().includes(clientNamespace);
      if (seen
          && service.host().subsetOf(policy.host())
          && clientLabels.entrySet().containsAll(policy.workloadSelector().entrySet())
          && (best == null
              || Hostname.MOST_SPECIFIC_FIRST.compare(policy.host(), best.host()) < 0)) {
        best = policy;
      }
    }
    return Optional.ofNullable(best);
  }

  private static void merge(List<DestinationPolicy> policies, DestinationPolicy newer) {
    for (int i = 0; i < policies.size(); i++) {
      DestinationPolicy older = policies.get(i);
      if (older.host().equals(newer.host())
          && older.exportTo().equals(newer.exportTo())
          && older.workloadSelector().equals(newer.workloadSelector())) {
        policies.set(i, merged(older, newer));
        return;
      }
    }
    policies.add(newer);
  }

  private static DestinationPolicy merged(DestinationPolicy older, DestinationPolicy newer) {
    Map<String, DestinationPolicy.Subset> subsets = new LinkedHashMap<>();
    older.subsets().forEach(subset -> subsets.put(subset.name(), subset));
    newer.subsets().forEach(subset -> subsets.putIfAbsent(subset.name(), subset));
    return new DestinationPolicy(
        older.origin(),
        older.host(),
        older.policy().equals(TrafficPolicy.EMPTY) ? newer.policy() : older.policy(),
        List.copyOf(subsets.values()),
        older.exportTo(),
        older.workloadSelector());
  }
}
