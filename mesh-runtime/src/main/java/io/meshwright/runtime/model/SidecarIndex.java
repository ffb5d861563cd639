package io.meshwright.runtime.model;

import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the Sidecar of a workload: the oldest of its namespace that selects it, or else the oldest
 * of the namespace without a selector, or else that of the root namespace; nothing is merged
 * (istio-features SC1).
 */
final class SidecarIndex {

  private final String rootNamespace;
  private final Map<String, List<SidecarRules>> byNamespace = new HashMap<>();

  private SidecarIndex(String rootNamespace) {
    this.rootNamespace = rootNamespace;
  }

  /** Indexes rules that come in the order of their origins. */
  static SidecarIndex of(Collection<SidecarRules> inOrder, String rootNamespace) {
    SidecarIndex index = new SidecarIndex(rootNamespace);
    for (SidecarRules rules : inOrder) {
      index
          .byNamespace
          .computeIfAbsent(rules.origin().namespace(), _ -> new ArrayList<>())
          .add(rules);
    }
    return index;
  }

  Optional<SidecarRules> rulesFor(String namespace, Map<String, String> labels) {
    List<SidecarRules> own = byNamespace.getOrDefault(namespace, List.of());
    return own.stream()
        .filter(rules -> !rules.selector().isEmpty())
        .filter(rules -> labels.entrySet().containsAll(rules.selector().entrySet()))
        .findFirst()
        .or(() -> forAll(own))
        .or(() -> forAll(byNamespace.getOrDefault(rootNamespace, List.of())));
  }

  private static Optional<SidecarRules> forAll(List<SidecarRules> rules) {
    return rules.stream().filter(candidate -> candidate.selector().isEmpty()).findFirst();
  }
}
