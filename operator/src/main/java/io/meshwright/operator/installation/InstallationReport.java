package io.meshwright.operator.installation;

import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;

import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.RevisionCounts;
import io.meshwright.operator.revision.DeleteProtection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says what was found and done for an installation. Pure. */
final class InstallationReport {

  /** How the attempt to apply ended. */
  sealed interface Outcome {
    /** All objects are as planned. */
    record Applied() implements Outcome {}

    /** Nothing was tried, on purpose. */
    record Skipped() implements Outcome {}

    /** Nothing or not all was done; the spec or the cluster has to change. */
    record Stalled(ConditionReason reason, String message) implements Outcome {}
  }

  private InstallationReport() {}

  static MeshInstallationStatus of(ObservedInstallation observed, Outcome outcome, Instant now) {
    MeshInstallation installation = observed.installation();
    long generation = installation.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(
            installation.getStatus() == null ? List.of() : installation.getStatus().conditions(),
            generation,
            now);
    boolean ready = observed.desiredIsReady();
    switch (outcome) {
      case Outcome.Applied _ -> {
        conditions.set(ConditionType.RECONCILED, TRUE, ConditionReason.APPLIED, "");
        reportReady(observed, conditions);
        if (!ready) {
          conditions.set(
              ConditionType.RECONCILING,
              TRUE,
              ConditionReason.PROGRESSING,
              "waiting for MeshRevision " + observed.desired());
        }
      }
      case Outcome.Skipped _ -> {
        conditions.set(ConditionType.RECONCILED, FALSE, ConditionReason.PAUSED, "");
        reportReady(observed, conditions);
        conditions.set(ConditionType.PAUSED, TRUE, ConditionReason.PAUSED, "");
      }
      case Outcome.Stalled(ConditionReason reason, String message) -> {
        conditions.set(ConditionType.RECONCILED, FALSE, reason, message);
        conditions.set(ConditionType.READY, FALSE, reason, message);
        conditions.set(ConditionType.STALLED, TRUE, reason, message);
      }
    }
    Optional<MeshRevision> active = observed.activeRevision();
    return new MeshInstallationStatus(
        generation,
        active.map(revision -> revision.getSpec().version()).orElse(null),
        observed.desired(),
        active.map(revision -> revision.getMetadata().getName()).orElse(null),
        counts(observed.revisions()),
        conditions.list());
  }

  /** Says that a deletion waits for workloads; all else stays as it was said. */
  static MeshInstallationStatus inUse(MeshInstallation installation, long pods, Instant now) {
    long generation = installation.getMetadata().getGeneration();
    MeshInstallationStatus before =
        installation.getStatus() == null
            ? MeshInstallationStatus.unknown()
            : installation.getStatus();
    return before.with(
        new Conditions(before.conditions(), generation, now)
            .keep()
            .set(
                ConditionType.STALLED,
                TRUE,
                ConditionReason.IN_USE_BY_WORKLOADS,
                DeleteProtection.words(pods))
            .list());
  }

  private static void reportReady(ObservedInstallation observed, Conditions conditions) {
    if (observed.desiredIsReady()) {
      conditions.set(
          ConditionType.READY,
          TRUE,
          ConditionReason.AVAILABLE,
          "MeshRevision " + observed.desired() + " is ready");
      return;
    }
    String why =
        observed
            .desiredRevision()
            .map(MeshRevision::getStatus)
            .flatMap(status -> Conditions.find(status.conditions(), ConditionType.READY))
            .map(Condition::message)
            .orElse("not reconciled yet");
    conditions.set(
        ConditionType.READY,
        FALSE,
        ConditionReason.REVISION_NOT_READY,
        "MeshRevision " + observed.desired() + ": " + why);
  }

  private static RevisionCounts counts(List<MeshRevision> revisions) {
    return new RevisionCounts(
        revisions.size(),
        (int) revisions.stream().filter(ObservedInstallation::isReady).count(),
        (int) revisions.stream().filter(ObservedInstallation::isInUse).count());
  }
}
