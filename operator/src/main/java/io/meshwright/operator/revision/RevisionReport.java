package io.meshwright.operator.revision;

import static io.meshwright.crd.condition.ConditionReason.APPLIED;
import static io.meshwright.crd.condition.ConditionReason.APPLY_FAILED;
import static io.meshwright.crd.condition.ConditionReason.AVAILABLE;
import static io.meshwright.crd.condition.ConditionReason.NAMESPACE_MISSING;
import static io.meshwright.crd.condition.ConditionReason.NAMESPACE_TERMINATING;
import static io.meshwright.crd.condition.ConditionReason.NAME_ALREADY_EXISTS;
import static io.meshwright.crd.condition.ConditionReason.NOT_REFERENCED;
import static io.meshwright.crd.condition.ConditionReason.PAUSED;
import static io.meshwright.crd.condition.ConditionReason.PROGRESSING;
import static io.meshwright.crd.condition.ConditionReason.REFERENCED;
import static io.meshwright.crd.condition.ConditionReason.ROOTS_MISSING;
import static io.meshwright.crd.condition.ConditionReason.USAGE_UNKNOWN;
import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;
import static io.meshwright.crd.condition.ConditionStatus.UNKNOWN;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import java.time.Instant;
import java.util.List;

/** Says what was found and done for a revision. Pure. */
final class RevisionReport {

  /** How the attempt to apply ended. */
  sealed interface Outcome {
    /** All objects are as planned. */
    record Applied() implements Outcome {}

    /** Nothing was tried, on purpose. */
    record Skipped() implements Outcome {}

    /** Nothing was tried yet: something has to come first, and will. */
    record Waiting(ConditionReason reason, String message) implements Outcome {}

    /** Nothing was tried, because the spec or the cluster does not allow it. */
    record Blocked(ConditionReason reason, String message) implements Outcome {}

    /** The API server refused. */
    record Refused(String message) implements Outcome {}
  }

  private RevisionReport() {}

  static MeshRevisionStatus of(
      ObservedRevision observed, Outcome outcome, Usage usage, Instant now) {
    MeshRevision revision = observed.revision();
    long generation = revision.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(
            revision.getStatus() == null ? List.of() : revision.getStatus().conditions(),
            generation,
            now);
    boolean ready = reportReady(observed, outcome, conditions);
    switch (outcome) {
      case Outcome.Applied _ -> {
        conditions.set(ConditionType.RECONCILED, TRUE, APPLIED, "");
        if (!ready) {
          conditions.set(
              ConditionType.RECONCILING, TRUE, PROGRESSING, "waiting for the runtime to be ready");
        }
      }
      case Outcome.Skipped _ -> {
        conditions.set(ConditionType.RECONCILED, FALSE, PAUSED, "");
        conditions.set(ConditionType.PAUSED, TRUE, PAUSED, "");
      }
      case Outcome.Waiting(ConditionReason reason, String message) -> {
        conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
        conditions.set(ConditionType.RECONCILING, TRUE, reason, message);
      }
      case Outcome.Blocked(ConditionReason reason, String message) -> {
        conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
        conditions.set(ConditionType.STALLED, TRUE, reason, message);
      }
      case Outcome.Refused(String message) -> {
        conditions.set(ConditionType.RECONCILED, FALSE, APPLY_FAILED, message);
        conditions.set(ConditionType.STALLED, TRUE, APPLY_FAILED, message);
      }
    }
    switch (usage.verdict()) {
      case IN_USE -> conditions.set(ConditionType.IN_USE, TRUE, REFERENCED, usage.message());
      case UNUSED -> conditions.set(ConditionType.IN_USE, FALSE, NOT_REFERENCED, usage.message());
      case UNKNOWN -> conditions.set(ConditionType.IN_USE, UNKNOWN, USAGE_UNKNOWN, usage.message());
    }
    return new MeshRevisionStatus(generation, conditions.list());
  }

  private static boolean reportReady(
      ObservedRevision observed, Outcome outcome, Conditions conditions) {
    Rollout rollout = Rollout.of(observed.deployment());
    if (outcome instanceof Outcome.Blocked(ConditionReason reason, String message)) {
      conditions.set(ConditionType.READY, FALSE, reason, message);
    } else if (!rollout.complete()) {
      conditions.set(ConditionType.READY, FALSE, rollout.reason(), rollout.message());
    } else if (observed.roots() == null) {
      conditions.set(
          ConditionType.READY, FALSE, ROOTS_MISSING, "waiting for ConfigMap istio-ca-root-cert");
    } else if (observed.injection() == null) {
      conditions.set(ConditionType.READY, FALSE, PROGRESSING, "waiting for the injection webhook");
    } else {
      conditions.set(ConditionType.READY, TRUE, AVAILABLE, rollout.message());
      return true;
    }
    return false;
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
        ? new Outcome.Applied()
        : new Outcome.Blocked(
            NAME_ALREADY_EXISTS,
            "MeshRevisionTag " + observed.rival().getMetadata().getName() + " is older");
  }
}
