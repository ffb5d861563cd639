package io.meshwright.operator.installation;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.NamespaceProxies;
import io.meshwright.crd.mesh.v1alpha1.Proxies;
import io.meshwright.operator.revision.Readiness;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.status.ProxyTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts proxies for a status: those of a revision that is not the active one are outdated, because
 * a restart of their workload would give them another. Pure.
 */
final class ProxyReport {

  private ProxyReport() {}

  static Proxies of(ObservedInstallation observed) {
    String active =
        observed.activeRevision().map(revision -> revision.getMetadata().getName()).orElse("");
    List<NamespaceProxies> entries = new ArrayList<>();
    boolean known = true;
    for (MeshRevision revision : observed.revisions()) {
      String name = revision.getMetadata().getName();
      SessionCounts sessions = observed.sessions().getOrDefault(name, SessionCounts.unknown());
      known &= sessions.known() || !mayHaveProxies(revision);
      for (NamespaceProxies entry : ProxyTotals.entries(name, sessions)) {
        entries.add(name.equals(active) ? entry : allOutdated(entry));
      }
    }
    return ProxyTotals.sum(known, entries);
  }

  static void report(Proxies proxies, @Nullable DataPlaneStatus dataPlane, Conditions conditions) {
    Long total = proxies.total();
    Long outdated = proxies.outdated();
    if (total == null || outdated == null) {
      conditions.set(
          ConditionType.DATA_PLANE_CURRENT,
          ConditionStatus.UNKNOWN,
          ConditionReason.PROXIES_UNKNOWN,
          "not every control plane has said which proxies are connected");
    } else if (outdated == 0) {
      conditions.set(
          ConditionType.DATA_PLANE_CURRENT,
          ConditionStatus.TRUE,
          ConditionReason.PROXIES_CURRENT,
          total + " proxies");
    } else {
      conditions.set(
          ConditionType.DATA_PLANE_CURRENT,
          ConditionStatus.FALSE,
          reason(dataPlane),
          outdated + " of " + total + " proxies are outdated" + wave(dataPlane));
    }
  }

  private static ConditionReason reason(@Nullable DataPlaneStatus dataPlane) {
    return switch (dataPlane == null ? Phase.Pending : dataPlane.phase()) {
      case Failed -> ConditionReason.WORKLOADS_FAILED;
      case Degraded -> ConditionReason.WAVE_DEGRADED;
      case Pending, Rolling, Analyzing, Paused, WaitingForWindow, Done, Aborted ->
          ConditionReason.PROXIES_OUTDATED;
    };
  }

  private static String wave(@Nullable DataPlaneStatus dataPlane) {
    return dataPlane == null || dataPlane.wave() == null
        ? ""
        : "; wave " + dataPlane.wave() + ": " + dataPlane.phase();
  }

  private static NamespaceProxies allOutdated(NamespaceProxies entry) {
    return new NamespaceProxies(entry.revision(), entry.namespace(), entry.total(), entry.total());
  }

  /** One that never served and that nothing names has none, so its silence says nothing. */
  private static boolean mayHaveProxies(MeshRevision revision) {
    return Readiness.of(revision)
        || Optional.ofNullable(revision.getStatus())
            .flatMap(status -> Conditions.find(status.conditions(), ConditionType.IN_USE))
            .filter(used -> used.status() != ConditionStatus.FALSE)
            .isPresent();
  }
}
