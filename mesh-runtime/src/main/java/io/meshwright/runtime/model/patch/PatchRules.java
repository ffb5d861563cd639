package io.meshwright.runtime.model.patch;

import io.meshwright.runtime.model.name.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The changes of one EnvoyFilter (istio-features EF1).
 *
 * @param selector labels of the proxies' pods; empty for all
 */
public record PatchRules(
    Origin origin, int priority, Map<String, String> selector, List<Patch> patches) {

  public PatchRules {
    selector = Map.copyOf(selector);
    patches = List.copyOf(patches);
  }

  /** The order in which filters apply: by priority, the root namespace first, the oldest first. */
  public static Comparator<PatchRules> order(String rootNamespace) {
    return Comparator.comparingInt(PatchRules::priority)
        .thenComparing(rules -> !rules.origin.namespace().equals(rootNamespace))
        .thenComparing(PatchRules::origin);
  }

  /** Whether proxies of a namespace with these labels are meant. */
  public boolean appliesTo(String namespace, Map<String, String> labels, String rootNamespace) {
    return (origin.namespace().equals(namespace) || origin.namespace().equals(rootNamespace))
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
