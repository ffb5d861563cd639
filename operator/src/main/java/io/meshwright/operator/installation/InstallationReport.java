package io.meshwright.operator.installation;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.GatewayStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.RevisionCounts;
import io.meshwright.crd.mesh.v1alpha1.RolledBack;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.gateway.GatewayReport;
import io.meshwright.operator.healing.HealingVerdict;
import io.meshwright.operator.revision.DeleteProtection;
import io.meshwright.operator.revision.Readiness;
import io.meshwright.operator.trust.TrustVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what was found and done for an installation. Pure. */
final class InstallationReport {

  /** How the attempt to apply ended. */
  sealed interface Outcome {
    /**
     * All objects are as planned.
     *
     * @param unmanaged those that opted out
     * @param unwatched why alerts or boards are missing
     */
    record Applied(List<ObjectKey> unmanaged, Optional<String> unwatched) implements Outcome {}

    /** Nothing was tried, on purpose. */
    record Skipped() implements Outcome {}

    /** Nothing or not all was done; the spec or the cluster has to change. */
    record Stalled(ConditionReason reason, String message) implements Outcome {}
  }

  private InstallationReport() {}

  /**
   * What goes on by itself.
   *
   * @param trust null if it stays as it was said to be, as for {@code healing}
   */
  record Going(
      @Nullable DataPlaneStatus dataPlane,
      @Nullable TrustVerdict trust,
      @Nullable HealingVerdict healing) {}

  /** Data plane, trust and healing stay as they were said to be. */
  static MeshInstallationStatus of(ObservedInstallation observed, Outcome outcome, Instant now) {
    return of(
        observed, outcome, new Going(before(observed.installation()).dataPlane(), null, null), now);
  }

  static MeshInstallationStatus of(
      ObservedInstallation observed, Outcome outcome, Going going, Instant now) {
    MeshInstallation installation = observed.installation();
    DataPlaneStatus dataPlane = going.dataPlane();
    TrustVerdict trust = going.trust();
    HealingVerdict healing = going.healing();
    MeshInstallationStatus before = before(installation);
    RolledBack back = Rollback.next(observed, dataPlane, now);
    List<Switch> history =
        observed.place().forbids()
            ? before.history()
            : History.withRollback(
                History.withWorkloads(History.next(observed, now), observed, dataPlane, now),
                observed,
                back,
                dataPlane,
                now);
    Conditions conditions =
        new Conditions(before.conditions(), installation.getMetadata().getGeneration(), now);
    List<GatewayStatus> gateways = GatewayReport.of(observed.gateways(), before.gateways());
    new InstallationConditions(observed, outcome, history, gateways, dataPlane, back, conditions)
        .report();
    trust(trust, before, conditions);
    healing(healing, before, conditions);
    Optional<Asked> asked = observed.intent().asked();
    Optional<Asked> wanted = back == null ? asked : observed.forward().asked();
    Optional<MeshRevision> active = observed.activeRevision();
    return new MeshInstallationStatus(
        installation.getMetadata().getGeneration(),
        active.map(revision -> version(revision, observed, history)).orElse(null),
        asked.map(Asked::version).orElse(before.resolvedVersion()),
        asked.map(Asked::profile).orElse(null),
        wanted.map(Asked::revision).filter(_ -> isMade(observed)).orElse(null),
        active.map(revision -> revision.getMetadata().getName()).orElse(null),
        counts(observed.revisions()),
        ProxyReport.of(observed),
        gateways,
        dataPlane,
        trust == null ? before.trust() : trust.status(),
        healing == null ? before.healing() : healing.status(),
        observed.diff().status(),
        history,
        back,
        conditions.list());
  }

  private static void trust(
      @Nullable TrustVerdict verdict, MeshInstallationStatus before, Conditions conditions) {
    if (verdict != null) {
      conditions.set(
          ConditionType.TRUST_VALID, verdict.valid(), verdict.reason(), verdict.message());
    } else {
      Conditions.find(before.conditions(), ConditionType.TRUST_VALID)
          .ifPresent(known -> conditions.mirror(known, known.message()));
    }
  }

  private static void healing(
      @Nullable HealingVerdict verdict, MeshInstallationStatus before, Conditions conditions) {
    if (verdict == null) {
      Conditions.find(before.conditions(), ConditionType.PROXIES_HEALTHY)
          .ifPresent(known -> conditions.mirror(known, known.message()));
      return;
    }
    conditions.set(
        ConditionType.PROXIES_HEALTHY, verdict.healthy(), verdict.reason(), verdict.message());
    boolean warned =
        Conditions.find(conditions.list(), ConditionType.WARNING)
            .filter(warning -> warning.status() == ConditionStatus.TRUE)
            .isPresent();
    if (!warned && verdict.missing().isPresent()) {
      conditions.set(
          ConditionType.WARNING,
          ConditionStatus.TRUE,
          ConditionReason.PERMISSION_MISSING,
          verdict.missing().get());
    }
  }

  /** Says that a deletion waits for workloads; all else stays as it was said. */
  static MeshInstallationStatus inUse(MeshInstallation installation, long pods, Instant now) {
    long generation = installation.getMetadata().getGeneration();
    MeshInstallationStatus before = before(installation);
    return before.with(
        new Conditions(before.conditions(), generation, now)
            .keep()
            .set(
                ConditionType.STALLED,
                ConditionStatus.TRUE,
                ConditionReason.IN_USE_BY_WORKLOADS,
                DeleteProtection.words(pods))
            .list());
  }

  /** The cluster could not be read: what was known stays, and is said to be uncertain. */
  static MeshInstallationStatus unreadable(MeshInstallation installation, String why, Instant now) {
    MeshInstallationStatus before = before(installation);
    Conditions conditions =
        new Conditions(before.conditions(), installation.getMetadata().getGeneration(), now);
    before.conditions().forEach(condition -> conditions.mirror(condition, condition.message()));
    for (ConditionType type :
        List.of(ConditionType.RECONCILED, ConditionType.READY, ConditionType.IN_USE)) {
      conditions.set(type, ConditionStatus.UNKNOWN, ConditionReason.READ_FAILED, why);
    }
    conditions.set(
        ConditionType.RECONCILING, ConditionStatus.TRUE, ConditionReason.READ_FAILED, why);
    return new MeshInstallationStatus(
        installation.getMetadata().getGeneration(),
        before.version(),
        before.resolvedVersion(),
        before.profile(),
        before.desiredRevision(),
        before.activeRevision(),
        null,
        before.proxies(),
        before.gateways(),
        before.dataPlane(),
        before.trust(),
        before.healing(),
        before.configDiff(),
        before.history(),
        before.rolledBack(),
        conditions.list());
  }

  private static MeshInstallationStatus before(MeshInstallation installation) {
    return Objects.requireNonNullElseGet(installation.getStatus(), MeshInstallationStatus::unknown);
  }

  /** A revision of an ended version is not made: only one that is there is desired. */
  private static boolean isMade(ObservedInstallation observed) {
    return observed.intent() instanceof Intent.Make || observed.desiredRevision().isPresent();
  }

  /** A revision that is being changed in place runs its old version until it is ready again. */
  private static @Nullable String version(
      MeshRevision active, ObservedInstallation observed, List<Switch> history) {
    String before = before(observed.installation()).version();
    boolean changing =
        History.isUnderWay(history)
            && history.getFirst().revision().equals(active.getMetadata().getName());
    return changing && before != null ? before : active.getSpec().version();
  }

  private static RevisionCounts counts(List<MeshRevision> revisions) {
    return new RevisionCounts(
        revisions.size(),
        (int) revisions.stream().filter(Readiness::of).count(),
        (int) revisions.stream().filter(ObservedInstallation::isInUse).count());
  }
}
