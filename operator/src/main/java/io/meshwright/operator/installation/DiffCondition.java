package io.meshwright.operator.installation;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.configdiff.DiffStep;
import org.jspecify.annotations.Nullable;

/** What a comparison of configuration comes to as a condition. Pure. */
record DiffCondition(ConditionStatus status, ConditionReason reason, String message) {

  /** Says {@code ConfigDiffPassed}, unless nothing is compared. */
  static void report(DiffStep step, Conditions conditions) {
    if (step.status() != null || step.holds()) {
      DiffCondition said = of(step);
      conditions.set(
          ConditionType.CONFIG_DIFF_PASSED, said.status(), said.reason(), said.message());
    }
  }

  static DiffCondition of(DiffStep step) {
    ConfigDiffStatus diff = step.status();
    if (diff == null) {
      return new DiffCondition(ConditionStatus.UNKNOWN, ConditionReason.CONFIG_COMPARING, "");
    }
    ConditionStatus judgement = step.holds() ? ConditionStatus.FALSE : ConditionStatus.TRUE;
    return switch (diff.state()) {
      case Pending ->
          new DiffCondition(
              ConditionStatus.UNKNOWN, ConditionReason.CONFIG_COMPARING, words(diff.message()));
      case Unavailable ->
          diff.accepted()
              ? new DiffCondition(
                  judgement, ConditionReason.CONFIG_DIFF_ACCEPTED, words(diff.message()))
              : new DiffCondition(
                  step.holds() ? ConditionStatus.FALSE : ConditionStatus.UNKNOWN,
                  ConditionReason.CONFIG_DIFF_UNAVAILABLE,
                  words(diff.message()) + request(step, diff));
      case Compared -> {
        if (diff.behavioural() == 0) {
          yield new DiffCondition(judgement, ConditionReason.CONFIG_EQUAL, counts(diff));
        }
        yield new DiffCondition(
            judgement,
            diff.accepted() ? ConditionReason.CONFIG_DIFF_ACCEPTED : ConditionReason.CONFIG_DIFFERS,
            counts(diff) + request(step, diff));
      }
    };
  }

  private static String counts(ConfigDiffStatus diff) {
    String words =
        "%d behavioural and %d harmless differences for %d proxies"
            .formatted(diff.behavioural(), diff.harmless(), diff.proxies());
    return diff.message() == null ? words : words + "; " + diff.message();
  }

  /** What a user can do about it. */
  private static String request(DiffStep step, ConfigDiffStatus diff) {
    return step.holds()
        ? "; to accept: " + OperatorNames.ACCEPT_CONFIG_DIFF + "=" + diff.hash()
        : "";
  }

  private static String words(@Nullable String message) {
    return message == null ? "" : message;
  }
}
