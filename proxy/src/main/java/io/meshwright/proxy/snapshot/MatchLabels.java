package io.meshwright.proxy.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Labels of an endpoint, by which its transport is chosen (metadata {@code
 * envoy.transport_socket_match}), such as {@code tlsMode=istio}, or the endpoint itself ({@code
 * envoy.lb}). Values of the latter that are no text stand here as JSON, texts in quotes.
 */
public record MatchLabels(Map<String, String> values) {

  /** No label. */
  public static final MatchLabels NONE = new MatchLabels(Map.of());

  public MatchLabels {
    values = Map.copyOf(values);
  }

  /** Whether every label wanted is among these, with the same value. */
  public boolean satisfy(MatchLabels wanted) {
    return values.entrySet().containsAll(wanted.values.entrySet());
  }

  /** These and others, which win. */
  public MatchLabels with(MatchLabels others) {
    if (others.values.isEmpty()) {
      return this;
    }
    Map<String, String> all = new HashMap<>(values);
    all.putAll(others.values);
    return new MatchLabels(all);
  }

  /** Those of these names. */
  public MatchLabels only(Set<String> names) {
    Map<String, String> some = new HashMap<>(values);
    some.keySet().retainAll(names);
    return new MatchLabels(some);
  }
}
