package io.meshwright.operator.sessions;

import java.util.Map;

/**
 * Proxies of one revision by namespace.
 *
 * @param known false when a control plane has not answered: absence then means nothing
 * @param namespaces those of whom somebody told; the empty name stands for the proxies of a control
 *     plane that is too old to say where they are
 */
public record SessionCounts(boolean known, Map<String, ProxyCounts> namespaces) {

  public SessionCounts {
    namespaces = Map.copyOf(namespaces);
  }

  /** Nobody has said anything. */
  public static SessionCounts unknown() {
    return new SessionCounts(false, Map.of());
  }

  /** All proxies of whom somebody told. */
  public long total() {
    return namespaces.values().stream().mapToLong(ProxyCounts::total).sum();
  }
}
