package io.meshwright.proxy.snapshot;

import java.util.Map;

/**
 * Labels by which an endpoint's transport is chosen (metadata {@code
 * envoy.transport_socket_match}), such as {@code tlsMode=istio}.
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
}
