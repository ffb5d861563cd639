package io.meshwright.operator.installation;

import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which revisions of an installation stay. One goes when it was seen to be unused for the grace
 * period; not knowing keeps it, and so does a spec that cannot be used, and waves that may have to
 * go back to it. Pure.
 *
 * @param kept names of the revisions that stay
 * @param wakeUp when the next one's grace period ends
 */
record Retention(List<MeshRevision> kept, Optional<Duration> wakeUp) {

  static Retention of(ObservedInstallation observed, Instant now) {
    Duration grace =
        Duration.ofSeconds(
            observed
                .installation()
                .getSpec()
                .updateStrategy()
                .inactiveRevisionDeletionGracePeriodSeconds());
    if (observed.intent() instanceof Intent.Refuse) {
      return new Retention(observed.revisions(), Optional.empty());
    }
    String active =
        observed.activeRevision().map(revision -> revision.getMetadata().getName()).orElse("");
    String desired = observed.intent().asked().map(Asked::revision).orElse("");
    String good =
        Rollback.mayBeNeeded(observed.installation(), active)
            ? Rollback.good(observed.installation(), observed.revisions(), desired)
                .map(revision -> revision.getMetadata().getName())
                .orElse("")
            : "";
    Set<String> needed = new HashSet<>(List.of(active, desired, good));
    List<MeshRevision> kept = new ArrayList<>();
    Optional<Duration> wakeUp = Optional.empty();
    for (MeshRevision revision : observed.revisions()) {
      String name = revision.getMetadata().getName();
      Optional<Instant> unusedSince = unusedSince(revision);
      if (needed.contains(name) || unusedSince.isEmpty()) {
        kept.add(revision);
        continue;
      }
      Duration left = Duration.between(now, unusedSince.get().plus(grace));
      if (left.isPositive()) {
        kept.add(revision);
        wakeUp = Optional.of(wakeUp.filter(earlier -> earlier.compareTo(left) < 0).orElse(left));
      }
    }
    return new Retention(List.copyOf(kept), wakeUp);
  }

  private static Optional<Instant> unusedSince(MeshRevision revision) {
    return Optional.ofNullable(revision.getStatus())
        .flatMap(status -> Conditions.find(status.conditions(), ConditionType.IN_USE))
        .filter(condition -> condition.status() == ConditionStatus.FALSE)
        .map(Condition::lastTransitionTime)
        .map(Instant::parse);
  }
}
