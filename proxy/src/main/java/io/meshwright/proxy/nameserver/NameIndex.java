package io.meshwright.proxy.nameserver;

import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.meshwright.proxy.snapshot.NameTable.ServiceName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the host that a question is about. A service of Kubernetes is also found by {@code
 * NAME.NAMESPACE}, {@code NAME.NAMESPACE.svc} and, in its own namespace, {@code NAME}. Resolvers of
 * applications append the first of their search domains before they ask for a name as it is; such a
 * question is recognised, so that it is not asked in vain elsewhere. Immutable.
 */
final class NameIndex {
  private static final String WILDCARD = "*.";

  private final Map<String, Host> hosts;
  private final String searched;

  /**
   * What is known of a name.
   *
   * @param canonical the name without a search domain
   */
  record Found(String canonical, Host host) {}

  private NameIndex(Map<String, Host> hosts, String searched) {
    this.hosts = Map.copyOf(hosts);
    this.searched = searched;
  }

  /**
   * Indexes a table.
   *
   * @param namespace of the pod
   * @param label that stands between namespace and cluster domain: {@code svc}
   * @param searchDomain the first that the application's resolver appends; empty for none
   */
  static NameIndex of(NameTable table, String namespace, String label, String searchDomain) {
    Map<String, Host> hosts = new HashMap<>(table.hosts());
    for (Host host : table.hosts().values()) {
      ServiceName service = host.service();
      if (service != null) {
        String qualified = service.name() + "." + service.namespace();
        hosts.putIfAbsent(qualified, host);
        hosts.putIfAbsent(qualified + "." + label, host);
        if (service.namespace().equals(namespace)) {
          hosts.putIfAbsent(service.name(), host);
        }
      }
    }
    return new NameIndex(hosts, searchDomain.isEmpty() ? "" : "." + searchDomain);
  }

  /** The host of a name; null if the mesh does not know it. */
  @Nullable Found find(String name) {
    Host whole = host(name);
    if (whole != null) {
      return new Found(name, whole);
    }
    if (searched.isEmpty() || !name.endsWith(searched)) {
      return null;
    }
    String stripped = name.substring(0, name.length() - searched.length());
    Host host = host(stripped);
    return host == null ? null : new Found(stripped, host);
  }

  private @Nullable Host host(String name) {
    Host exact = hosts.get(name);
    for (int dot = name.indexOf('.'); exact == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      exact = hosts.get(WILDCARD + name.substring(dot + 1));
    }
    return exact;
  }
}
