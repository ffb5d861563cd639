package io.meshwright.operator.status;

import io.meshwright.crd.mesh.v1alpha1.NamespaceProxies;
import io.meshwright.crd.mesh.v1alpha1.Proxies;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Counts proxies for a status. Pure. */
public final class ProxyTotals {

  private static final Comparator<NamespaceProxies> OUTDATED_FIRST =
      Comparator.comparingLong(NamespaceProxies::outdated)
          .reversed()
          .thenComparing(NamespaceProxies::revision)
          .thenComparing(NamespaceProxies::namespace);

  private ProxyTotals() {}

  /** What a revision reports of its own proxies. */
  public static Proxies ofRevision(String revision, SessionCounts sessions) {
    return sum(sessions.known(), entries(revision, sessions));
  }

  /** The proxies of one revision by namespace. */
  public static List<NamespaceProxies> entries(String revision, SessionCounts sessions) {
    List<NamespaceProxies> entries = new ArrayList<>();
    for (Map.Entry<String, ProxyCounts> namespace : sessions.namespaces().entrySet()) {
      ProxyCounts counts = namespace.getValue();
      entries.add(
          new NamespaceProxies(revision, namespace.getKey(), counts.total(), counts.outdated()));
    }
    return entries;
  }

  /** All together, with totals unless one of the counts is not known. */
  public static Proxies sum(boolean known, List<NamespaceProxies> entries) {
    List<NamespaceProxies> listed =
        entries.stream().sorted(OUTDATED_FIRST).limit(Proxies.MAX_ENTRIES).toList();
    if (!known) {
      return new Proxies(Proxies.UNKNOWN, null, null, listed);
    }
    long total = entries.stream().mapToLong(NamespaceProxies::total).sum();
    long outdated = entries.stream().mapToLong(NamespaceProxies::outdated).sum();
    return new Proxies((total - outdated) + "/" + total, total, outdated, listed);
  }
}
