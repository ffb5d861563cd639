package io.meshwright.operator.tag;

import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;
import static io.meshwright.crd.condition.ConditionStatus.UNKNOWN;

import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagStatus;
import io.meshwright.operator.revision.TagUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tag's status says. Pure. */
final class TagReport {

  /**
   * How far a tag came.
   *
   * @param revision the one it stands for now; null if none
   * @param reason {@link ConditionReason#APPLIED} if it is where it should be
   */
  record Outcome(@Nullable String revision, ConditionReason reason, String message) {}

  private TagReport() {}

  static MeshRevisionTagStatus of(
      MeshRevisionTag tag, Outcome outcome, TagUsage usage, Instant now) {
    ConditionReason reason = outcome.reason();
    String message = outcome.message();
    boolean done = reason == ConditionReason.APPLIED;
    ConditionStatus reached = done ? TRUE : FALSE;
    Conditions conditions =
        conditions(tag, now)
            .set(ConditionType.RECONCILED, reached, reason, message)
            .set(ConditionType.READY, reached, reason, message);
    reportUsage(usage, conditions);
    if (reason == ConditionReason.REVISION_NOT_READY) {
      conditions.set(ConditionType.RECONCILING, TRUE, reason, message);
    } else if (!done) {
      conditions.set(ConditionType.STALLED, TRUE, reason, message);
    }
    return new MeshRevisionTagStatus(
        tag.getMetadata().getGeneration(), outcome.revision(), conditions.list());
  }

  /** The cluster could not be read: the tag stays where it was, which is said to be uncertain. */
  static MeshRevisionTagStatus unreadable(MeshRevisionTag tag, String why, Instant now) {
    Conditions conditions = conditions(tag, now);
    before(tag).forEach(condition -> conditions.mirror(condition, condition.message()));
    for (ConditionType type :
        List.of(ConditionType.RECONCILED, ConditionType.READY, ConditionType.IN_USE)) {
      conditions.set(type, UNKNOWN, ConditionReason.READ_FAILED, why);
    }
    conditions.set(ConditionType.RECONCILING, TRUE, ConditionReason.READ_FAILED, why);
    return new MeshRevisionTagStatus(
        tag.getMetadata().getGeneration(), current(tag), conditions.list());
  }

  /** The revision that a tag stood for when it was last reported. */
  static @Nullable String current(MeshRevisionTag tag) {
    return tag.getStatus() == null ? null : tag.getStatus().revision();
  }

  private static Conditions conditions(MeshRevisionTag tag, Instant now) {
    return new Conditions(before(tag), tag.getMetadata().getGeneration(), now);
  }

  private static List<Condition> before(MeshRevisionTag tag) {
    return tag.getStatus() == null ? List.of() : tag.getStatus().conditions();
  }

  private static void reportUsage(TagUsage usage, Conditions conditions) {
    if (!usage.none()) {
      conditions.set(ConditionType.IN_USE, TRUE, ConditionReason.REFERENCED, usage.message());
    } else if (usage.blind().isPresent()) {
      conditions.set(ConditionType.IN_USE, UNKNOWN, ConditionReason.USAGE_UNKNOWN, usage.message());
    } else {
      conditions.set(ConditionType.IN_USE, FALSE, ConditionReason.NOT_REFERENCED, usage.message());
    }
  }
}
