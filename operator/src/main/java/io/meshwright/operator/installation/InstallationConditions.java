package io.meshwright.operator.installation;

import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;
import static io.meshwright.crd.condition.ConditionStatus.UNKNOWN;

import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.GatewayStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.RolledBack;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.installation.InstallationReport.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conditions of an installation, one method each. Pure. */
final class InstallationConditions {

  private final ObservedInstallation observed;
  private final Outcome outcome;
  private final List<Switch> history;
  private final List<GatewayStatus> gateways;
  private final @Nullable DataPlaneStatus dataPlane;
  private final @Nullable RolledBack back;
  private final Conditions conditions;

  InstallationConditions(
      ObservedInstallation observed,
      Outcome outcome,
      List<Switch> history,
      List<GatewayStatus> gateways,
      @Nullable DataPlaneStatus dataPlane,
      @Nullable RolledBack back,
      Conditions conditions) {
    this.observed = observed;
    this.outcome = outcome;
    this.history = history;
    this.gateways = gateways;
    this.dataPlane = dataPlane;
    this.back = back;
    this.conditions = conditions;
  }

  void report() {
    reconciled();
    ready();
    preflight();
    DiffCondition.report(observed.diff(), conditions);
    dependencies();
    upgrade();
    ProxyReport.report(ProxyReport.of(observed), dataPlane, conditions);
    inUse();
    paused();
    mirror(ConditionType.DEGRADED, observed.activeRevision());
    warning();
    kstatus();
  }

  private void reconciled() {
    switch (outcome) {
      case Outcome.Applied _ ->
          conditions.set(ConditionType.RECONCILED, TRUE, ConditionReason.APPLIED, "");
      case Outcome.Skipped _ ->
          conditions.set(ConditionType.RECONCILED, FALSE, ConditionReason.PAUSED, "");
      case Outcome.Stalled(ConditionReason reason, String message) ->
          conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
    }
  }

  private void ready() {
    Optional<MeshRevision> desired = observed.desiredRevision();
    Optional<String> gateway = waitsForGateway();
    if (outcome instanceof Outcome.Stalled(ConditionReason reason, String message)
        && !keepsARevision()) {
      conditions.set(ConditionType.READY, FALSE, reason, message);
    } else if (back != null) {
      conditions.set(ConditionType.READY, FALSE, ConditionReason.ROLLED_BACK, rolledBack(back));
    } else if (observed.isRealised() && gateway.isPresent()) {
      conditions.set(ConditionType.READY, FALSE, ConditionReason.GATEWAY_NOT_READY, gateway.get());
    } else if (observed.isRealised()) {
      conditions.set(
          ConditionType.READY, TRUE, ConditionReason.AVAILABLE, name(desired) + " is active");
    } else if (isBlocked()) {
      conditions.set(
          ConditionType.READY,
          FALSE,
          ConditionReason.PREFLIGHT_FAILED,
          name(desired) + ": " + of(desired, ConditionType.PREFLIGHT_PASSED).message());
    } else if (observed.diff().holds()) {
      DiffCondition waiting = DiffCondition.of(observed.diff());
      conditions.set(
          ConditionType.READY, FALSE, waiting.reason(), name(desired) + ": " + waiting.message());
    } else {
      conditions.set(
          ConditionType.READY,
          FALSE,
          ConditionReason.REVISION_NOT_READY,
          name(desired) + ": " + of(desired, ConditionType.READY).message());
    }
  }

  private static String rolledBack(RolledBack back) {
    return "MeshRevision %s is followed again instead of %s: %s"
        .formatted(back.to(), back.revision(), back.reason());
  }

  private void preflight() {
    mirror(ConditionType.PREFLIGHT_PASSED, observed.desiredRevision());
  }

  private void dependencies() {
    MeshPlace place = observed.place();
    String namespace = "namespace " + observed.installation().getSpec().namespace();
    if (place.namespace() == null) {
      dependency(FALSE, ConditionReason.NAMESPACE_MISSING, namespace + " does not exist");
    } else if (place.isTerminating()) {
      dependency(FALSE, ConditionReason.NAMESPACE_TERMINATING, namespace + " is being deleted");
    } else if (!place.rootsPublished()) {
      dependency(
          FALSE,
          ConditionReason.ROOTS_MISSING,
          "no ConfigMap "
              + observed.intent().asked().map(a -> a.spec().trust().bundleName()).orElse("of roots")
              + " in "
              + namespace);
    } else {
      dependency(TRUE, ConditionReason.HEALTHY, "");
    }
  }

  private void dependency(ConditionStatus status, ConditionReason reason, String message) {
    conditions.set(ConditionType.DEPENDENCIES_HEALTHY, status, reason, message);
  }

  private void upgrade() {
    boolean upgrading = observed.activeRevision().isPresent() && History.isUnderWay(history);
    conditions.set(
        ConditionType.UPGRADE_IN_PROGRESS,
        upgrading ? TRUE : FALSE,
        upgrading ? ConditionReason.UPGRADING : ConditionReason.AS_EXPECTED,
        upgrading
            ? "from " + name(observed.activeRevision()) + " to " + history.getFirst().revision()
            : "");
  }

  private void inUse() {
    List<Condition> uses =
        observed.revisions().stream()
            .map(revision -> of(Optional.of(revision), ConditionType.IN_USE))
            .toList();
    List<Condition> used = uses.stream().filter(use -> use.status() == TRUE).toList();
    if (!used.isEmpty()) {
      conditions.set(
          ConditionType.IN_USE, TRUE, ConditionReason.REFERENCED, used.getFirst().message());
    } else if (uses.stream().anyMatch(use -> use.status() == UNKNOWN)) {
      conditions.set(
          ConditionType.IN_USE, UNKNOWN, ConditionReason.USAGE_UNKNOWN, "not all revisions say");
    } else {
      conditions.set(
          ConditionType.IN_USE, FALSE, ConditionReason.NOT_REFERENCED, "nothing refers to it");
    }
  }

  private void paused() {
    boolean paused = observed.installation().getSpec().paused();
    conditions.set(
        ConditionType.PAUSED,
        paused ? TRUE : FALSE,
        paused ? ConditionReason.PAUSED : ConditionReason.AS_EXPECTED,
        "");
  }

  private void warning() {
    if (observed.intent() instanceof Intent.KeepOnly(Asked _, var why)) {
      conditions.set(
          ConditionType.WARNING, TRUE, ConditionReason.VERSION_END_OF_LIFE, why.message());
    } else if (outcome instanceof Outcome.Applied(List<ObjectKey> unmanaged, var _)
        && !unmanaged.isEmpty()) {
      conditions.set(
          ConditionType.WARNING,
          TRUE,
          ConditionReason.UNMANAGED_OBJECTS,
          unmanaged.stream().map(ObjectKey::toString).collect(Collectors.joining(", ")));
    } else if (outcome instanceof Outcome.Applied(var _, Optional<String> unwatched)
        && unwatched.isPresent()) {
      conditions.set(
          ConditionType.WARNING, TRUE, ConditionReason.MONITORING_INCOMPLETE, unwatched.get());
    } else {
      mirror(ConditionType.WARNING, observed.desiredRevision());
    }
  }

  private void kstatus() {
    switch (outcome) {
      case Outcome.Applied _ -> {
        if (back != null) {
          conditions.set(
              ConditionType.STALLED, TRUE, ConditionReason.ROLLED_BACK, rolledBack(back));
        } else if (!observed.isRealised() && isBlocked()) {
          conditions.set(
              ConditionType.STALLED,
              TRUE,
              ConditionReason.PREFLIGHT_FAILED,
              of(observed.desiredRevision(), ConditionType.PREFLIGHT_PASSED).message());
        } else if (observed.diff().blocks()) {
          DiffCondition blocked = DiffCondition.of(observed.diff());
          conditions.set(ConditionType.STALLED, TRUE, blocked.reason(), blocked.message());
        } else if (!observed.isRealised()) {
          conditions.set(
              ConditionType.RECONCILING,
              TRUE,
              ConditionReason.PROGRESSING,
              "waiting for " + observed.intent().asked().map(Asked::revision).orElse(""));
        } else {
          waitsForGateway()
              .ifPresent(
                  words ->
                      conditions.set(
                          ConditionType.RECONCILING, TRUE, ConditionReason.PROGRESSING, words));
        }
      }
      case Outcome.Skipped _ -> {}
      case Outcome.Stalled(ConditionReason reason, String message) -> {
        if (!keepsARevision()) {
          conditions.set(ConditionType.STALLED, TRUE, reason, message);
        }
      }
    }
  }

  /** The version has ended, and yet the revision runs: there is nothing to wait for. */
  private boolean keepsARevision() {
    return observed.intent() instanceof Intent.KeepOnly && observed.desiredRevision().isPresent();
  }

  /** What the first gateway that is not ready waits for. */
  private Optional<String> waitsForGateway() {
    return gateways.stream()
        .filter(gateway -> !gateway.ready())
        .map(gateway -> "gateway " + gateway.name() + ": " + gateway.message())
        .findFirst();
  }

  private boolean isBlocked() {
    return of(observed.desiredRevision(), ConditionType.PREFLIGHT_PASSED).status() == FALSE;
  }

  private void mirror(ConditionType type, Optional<MeshRevision> revision) {
    Condition condition = of(revision, type);
    conditions.mirror(
        condition,
        condition.message().isEmpty() ? "" : name(revision) + ": " + condition.message());
  }

  /** What a revision says of its present generation; unknown if nothing. */
  private static Condition of(Optional<MeshRevision> revision, ConditionType type) {
    return revision
        .filter(r -> r.getStatus() != null)
        .flatMap(
            r ->
                Conditions.find(r.getStatus().conditions(), type)
                    .filter(c -> c.observedGeneration() == r.getMetadata().getGeneration()))
        .orElseGet(
            () ->
                new Condition(
                    type.word(),
                    UNKNOWN,
                    ConditionReason.PROGRESSING.word(),
                    "not reconciled yet",
                    "",
                    0));
  }

  private static String name(Optional<MeshRevision> revision) {
    return revision.map(r -> "MeshRevision " + r.getMetadata().getName()).orElse("no revision");
  }
}
