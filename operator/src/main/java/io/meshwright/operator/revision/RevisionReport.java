package io.meshwright.operator.revision;

import static io.meshwright.crd.condition.ConditionReason.APPLIED;
import static io.meshwright.crd.condition.ConditionReason.APPLY_FAILED;
import static io.meshwright.crd.condition.ConditionReason.AS_EXPECTED;
import static io.meshwright.crd.condition.ConditionReason.AVAILABLE;
import static io.meshwright.crd.condition.ConditionReason.HEALTHY;
import static io.meshwright.crd.condition.ConditionReason.NAMESPACE_MISSING;
import static io.meshwright.crd.condition.ConditionReason.NAMESPACE_TERMINATING;
import static io.meshwright.crd.condition.ConditionReason.NAME_ALREADY_EXISTS;
import static io.meshwright.crd.condition.ConditionReason.NOT_REFERENCED;
import static io.meshwright.crd.condition.ConditionReason.PAUSED;
import static io.meshwright.crd.condition.ConditionReason.PROGRESSING;
import static io.meshwright.crd.condition.ConditionReason.READ_FAILED;
import static io.meshwright.crd.condition.ConditionReason.REFERENCED;
import static io.meshwright.crd.condition.ConditionReason.REVISION_LOST;
import static io.meshwright.crd.condition.ConditionReason.ROLLOUT_IN_PROGRESS;
import static io.meshwright.crd.condition.ConditionReason.ROOTS_MISSING;
import static io.meshwright.crd.condition.ConditionReason.UNMANAGED_OBJECTS;
import static io.meshwright.crd.condition.ConditionReason.USAGE_UNKNOWN;
import static io.meshwright.crd.condition.ConditionReason.VERSION_END_OF_LIFE;
import static io.meshwright.crd.condition.ConditionReason.VERSION_UNKNOWN;
import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;
import static io.meshwright.crd.condition.ConditionStatus.UNKNOWN;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import io.meshwright.operator.apply.AppliedPlan;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.preflight.PreflightResult;
import io.meshwright.operator.status.ProxyTotals;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Says what was found and done for a revision. Pure. */
final class RevisionReport {

  /** How the attempt to apply ended. */
  sealed interface Outcome {
    /** All objects are as planned, but for those that opted out. */
    record Applied(AppliedPlan plan) implements Outcome {}

    /** Nothing was tried, on purpose. */
    record Skipped() implements Outcome {}

    /** Nothing was tried yet: something has to come first, and will. */
    record Waiting(ConditionReason reason, String message) implements Outcome {}

    /** Nothing was tried, because the spec or the cluster does not allow it. */
    record Blocked(ConditionReason reason, String message) implements Outcome {}

    /** The operator does not know the version: the objects are left as they are. */
    record Unmanaged(String message) implements Outcome {}

    /** The API server refused. */
    record Refused(String message) implements Outcome {}
  }

  /**
   * What is reported besides the objects.
   *
   * @param endOfLife whether the version is not installed any more
   */
  record Found(Usage usage, PreflightResult checked, boolean endOfLife) {}

  private RevisionReport() {}

  static MeshRevisionStatus of(
      ObservedRevision observed, Outcome outcome, Found found, Instant now) {
    MeshRevision revision = observed.revision();
    long generation = revision.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(
            revision.getStatus() == null ? List.of() : revision.getStatus().conditions(),
            generation,
            now);
    boolean ready = reportReady(observed, outcome, conditions);
    reportOutcome(outcome, ready, conditions);
    found.checked().report(conditions);
    reportDependencies(observed, conditions);
    reportUsage(found.usage(), conditions);
    boolean paused = outcome instanceof Outcome.Skipped;
    conditions.set(ConditionType.PAUSED, paused ? TRUE : FALSE, paused ? PAUSED : AS_EXPECTED, "");
    boolean down = observed.injection() != null && Rollout.isDown(observed.deployment());
    conditions.set(
        ConditionType.DEGRADED,
        down ? TRUE : FALSE,
        down ? REVISION_LOST : AS_EXPECTED,
        down ? "no replica serves, and webhooks wait for it" : "");
    reportWarning(observed, outcome, found, conditions);
    return new MeshRevisionStatus(
        generation,
        ProxyTotals.ofRevision(revision.getMetadata().getName(), found.usage().sessions()),
        conditions.list());
  }

  private static void reportOutcome(Outcome outcome, boolean ready, Conditions conditions) {
    switch (outcome) {
      case Outcome.Applied _ -> {
        conditions.set(ConditionType.RECONCILED, TRUE, APPLIED, "");
        if (!ready) {
          conditions.set(
              ConditionType.RECONCILING, TRUE, PROGRESSING, "waiting for the runtime to be ready");
        }
      }
      case Outcome.Skipped _ -> conditions.set(ConditionType.RECONCILED, FALSE, PAUSED, "");
      case Outcome.Waiting(ConditionReason reason, String message) -> {
        conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
        conditions.set(ConditionType.RECONCILING, TRUE, reason, message);
      }
      case Outcome.Blocked(ConditionReason reason, String message) ->
          reportStalled(reason, message, conditions);
      case Outcome.Unmanaged(String message) -> reportStalled(VERSION_UNKNOWN, message, conditions);
      case Outcome.Refused(String message) -> reportStalled(APPLY_FAILED, message, conditions);
    }
  }

  private static void reportStalled(ConditionReason reason, String message, Conditions conditions) {
    conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
    conditions.set(ConditionType.STALLED, TRUE, reason, message);
  }

  private static void reportDependencies(ObservedRevision observed, Conditions conditions) {
    String namespace = "namespace " + observed.revision().getSpec().namespace();
    if (observed.namespace() == null) {
      conditions.set(
          ConditionType.DEPENDENCIES_HEALTHY,
          FALSE,
          NAMESPACE_MISSING,
          namespace + " does not exist");
    } else if (observed.namespaceIsTerminating()) {
      conditions.set(
          ConditionType.DEPENDENCIES_HEALTHY,
          FALSE,
          NAMESPACE_TERMINATING,
          namespace + " is being deleted");
    } else if (observed.roots() == null) {
      conditions.set(
          ConditionType.DEPENDENCIES_HEALTHY,
          FALSE,
          ROOTS_MISSING,
          "no ConfigMap "
              + observed.revision().getSpec().trust().bundleName()
              + " in "
              + namespace);
    } else {
      conditions.set(ConditionType.DEPENDENCIES_HEALTHY, TRUE, HEALTHY, "");
    }
  }

  private static void reportUsage(Usage usage, Conditions conditions) {
    switch (usage.verdict()) {
      case IN_USE -> conditions.set(ConditionType.IN_USE, TRUE, REFERENCED, usage.message());
      case UNUSED -> conditions.set(ConditionType.IN_USE, FALSE, NOT_REFERENCED, usage.message());
      case UNKNOWN -> conditions.set(ConditionType.IN_USE, UNKNOWN, USAGE_UNKNOWN, usage.message());
    }
  }

  /** Unless preflight warns already. */
  private static void reportWarning(
      ObservedRevision observed, Outcome outcome, Found found, Conditions conditions) {
    if (conditions.says(ConditionType.WARNING)) {
      return;
    }
    if (found.endOfLife()) {
      conditions.set(
          ConditionType.WARNING,
          TRUE,
          VERSION_END_OF_LIFE,
          "version " + observed.revision().getSpec().version() + " has reached its end of life");
    } else if (outcome instanceof Outcome.Applied(AppliedPlan(List<ObjectKey> unmanaged, var _))
        && !unmanaged.isEmpty()) {
      conditions.set(
          ConditionType.WARNING,
          TRUE,
          UNMANAGED_OBJECTS,
          unmanaged.stream().map(ObjectKey::toString).collect(Collectors.joining(", ")));
    } else {
      conditions.set(ConditionType.WARNING, FALSE, AS_EXPECTED, "");
    }
  }

  /** The cluster could not be read: what was known stays, and is said to be uncertain. */
  static MeshRevisionStatus unreadable(MeshRevision revision, String why, Instant now) {
    MeshRevisionStatus before =
        Objects.requireNonNullElseGet(revision.getStatus(), MeshRevisionStatus::unknown);
    long generation = revision.getMetadata().getGeneration();
    Conditions conditions = new Conditions(before.conditions(), generation, now);
    before.conditions().forEach(condition -> conditions.mirror(condition, condition.message()));
    for (ConditionType type :
        List.of(ConditionType.RECONCILED, ConditionType.READY, ConditionType.IN_USE)) {
      conditions.set(type, UNKNOWN, READ_FAILED, why);
    }
    conditions.set(ConditionType.RECONCILING, TRUE, READ_FAILED, why);
    return new MeshRevisionStatus(generation, before.proxies(), conditions.list());
  }

  private static boolean reportReady(
      ObservedRevision observed, Outcome outcome, Conditions conditions) {
    Rollout rollout = observed.rollout();
    if (outcome instanceof Outcome.Blocked(ConditionReason reason, String message)) {
      conditions.set(ConditionType.READY, FALSE, reason, message);
    } else if (!rollout.complete()) {
      conditions.set(ConditionType.READY, FALSE, rollout.reason(), rollout.message());
    } else if (isReplaced(observed, outcome)) {
      conditions.set(
          ConditionType.READY, FALSE, ROLLOUT_IN_PROGRESS, "the Deployment was just changed");
    } else if (observed.roots() == null) {
      conditions.set(
          ConditionType.READY,
          FALSE,
          ROOTS_MISSING,
          "waiting for ConfigMap " + observed.revision().getSpec().trust().bundleName());
    } else if (observed.injection() == null) {
      conditions.set(ConditionType.READY, FALSE, PROGRESSING, "waiting for the injection webhook");
    } else {
      conditions.set(ConditionType.READY, TRUE, AVAILABLE, rollout.message());
      return true;
    }
    return false;
  }

  /** Whether the Deployment that was observed is not the one that there is now. */
  private static boolean isReplaced(ObservedRevision observed, Outcome outcome) {
    return observed.deployment() != null
        && outcome instanceof Outcome.Applied(AppliedPlan(var _, var written))
        && written.contains(ObjectKey.of(observed.deployment()));
  }

  /** Says that a deletion waits for workloads; all else stays as it was said. */
  static MeshRevisionStatus inUse(MeshRevision revision, long pods, Instant now) {
    long generation = revision.getMetadata().getGeneration();
    MeshRevisionStatus before =
        revision.getStatus() == null ? MeshRevisionStatus.unknown() : revision.getStatus();
    return new MeshRevisionStatus(
        generation,
        before.proxies(),
        new Conditions(before.conditions(), generation, now)
            .keep()
            .set(
                ConditionType.STALLED,
                TRUE,
                ConditionReason.IN_USE_BY_WORKLOADS,
                DeleteProtection.words(pods))
            .list());
  }

  /** What preflight makes of a control plane that is to be started or to change its version. */
  static Outcome held(PreflightResult checked) {
    if (checked.mayStart()) {
      return new Outcome.Applied(AppliedPlan.unchanged());
    }
    return checked.blocks()
        ? new Outcome.Blocked(checked.reason(), checked.message())
        : new Outcome.Waiting(checked.reason(), checked.message());
  }

  static Outcome blocked(ObservedRevision observed) {
    if (observed.namespaceIsTerminating()) {
      return new Outcome.Blocked(
          NAMESPACE_TERMINATING,
          "namespace " + observed.revision().getSpec().namespace() + " is being deleted");
    }
    if (observed.namespace() == null) {
      return new Outcome.Waiting(
          NAMESPACE_MISSING, "waiting for namespace " + observed.revision().getSpec().namespace());
    }
    return observed.rival() == null
        ? new Outcome.Applied(AppliedPlan.unchanged())
        : new Outcome.Blocked(
            NAME_ALREADY_EXISTS,
            "MeshRevisionTag " + observed.rival().getMetadata().getName() + " is older");
  }
}
