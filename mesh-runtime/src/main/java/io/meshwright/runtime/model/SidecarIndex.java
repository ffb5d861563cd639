package io.meshwright.runtime.model;

import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Finds the Sidecar of a workload: the oldest of its namespace that selects it, or else the oldest
 * of the namespace without a selector, or else that of the root namespace; nothing is merged
 * (istio-features SC1). Thread-safe.
 */
final class SidecarIndex {

  private final String rootNamespace;
  private final Map<String, List<SidecarRules>> byNamespace = new HashMap<>();

  /** The rules of the root namespace as they are in another: the same object each time. */
  private final ConcurrentMap<String, Optional<SidecarRules>> ofMesh = new ConcurrentHashMap<>();

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
        .or(() -> namespace.equals(rootNamespace) ? Optional.empty() : forAll(own))
        .or(() -> ofMesh.computeIfAbsent(namespace, this::ofMesh));
  }

  private Optional<SidecarRules> ofMesh(String namespace) {
    return forAll(byNamespace.getOrDefault(rootNamespace, List.of()))
        .map(rules -> rules.in(namespace));
  }

  private static Optional<SidecarRules> forAll(List<SidecarRules> rules) {
    return rules.stream().filter(candidate -> candidate.selector().isEmpty()).findFirst();
  }
}
