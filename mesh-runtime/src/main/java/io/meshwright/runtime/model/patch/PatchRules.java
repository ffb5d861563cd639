package io.meshwright.runtime.model.patch;

import io.meshwright.runtime.model.name.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes of one EnvoyFilter (istio-features EF1).
 *
 * @param selector labels of the proxies' pods; empty for all
 * @param gateways names of Gateways of the Gateway API, in its own namespace; if there are any,
 *     only their routers are meant (G6)
 */
public record PatchRules(
    Origin origin,
    int priority,
    Map<String, String> selector,
    Set<String> gateways,
    List<Patch> patches) {

  /** The label by which a router's pod says which Gateway of the Gateway API it is for. */
  private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

  public PatchRules {
    selector = Map.copyOf(selector);
    gateways = Set.copyOf(gateways);
    patches = List.copyOf(patches);
  }

  /** The order in which filters apply: by priority, the root namespace first, the oldest first. */
  public static Comparator<PatchRules> order(String rootNamespace) {
    return Comparator.comparingInt(PatchRules::priority)
        .thenComparing(rules -> !rules.origin.namespace().equals(rootNamespace))
        .thenComparing(PatchRules::origin);
  }

  /** Keys of the labels that say whether a proxy is meant. */
  public Set<String> labelKeys() {
    return gateways.isEmpty() ? selector.keySet() : Set.of(GATEWAY_NAME);
  }

  /** Whether proxies of a namespace with these labels are meant. */
  public boolean appliesTo(String namespace, Map<String, String> labels, String rootNamespace) {
    if (!gateways.isEmpty()) {
      return origin.namespace().equals(namespace)
          && gateways.contains(labels.getOrDefault(GATEWAY_NAME, ""));
    }
    return (origin.namespace().equals(namespace) || origin.namespace().equals(rootNamespace))
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
