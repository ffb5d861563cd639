package io.meshwright.operator.sessions;

import java.util.Map;

/**
 * Proxies of one revision by namespace.
 *
 * @param known false when a control plane has not answered: absence then means nothing
 */
public record SessionCounts(boolean known, Map<String, ProxyCounts> namespaces) {

  public SessionCounts {
    namespaces = Map.copyOf(namespaces);
  }

  /** Nobody has said anything. */
  public static SessionCounts unknown() {
    return new SessionCounts(false, Map.of());
  }
}
