package io.meshwright.runtime.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.networking.ResourceStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a status lacks. Conditions of others stay; a transition time moves only when the condition's
 * status does.
 *
 * @param urgent whether more than a count of proxies differs
 */
record StatusChange(ResourceStatus status, boolean urgent) {

  private static final Set<String> OURS =
      Stream.of(StatusCondition.values()).map(StatusCondition::word).collect(Collectors.toSet());

  /** The change that makes {@code present} say what the verdict says; empty if it does. */
  static Optional<StatusChange> of(ResourceStatus present, ResourceVerdict verdict, Instant now) {
    long generation = verdict.read().generation();
    boolean urgent =
        !Objects.equals(present.observedGeneration(), generation)
            || !present.validationMessages().equals(verdict.messages())
            || present.conditions().stream().filter(StatusChange::isOurs).count()
                != verdict.statements().size();
    boolean differs = urgent;
    List<Condition> conditions =
        new ArrayList<>(
            present.conditions().stream().filter(condition -> !isOurs(condition)).toList());
    for (ResourceVerdict.Statement said : verdict.statements()) {
      Optional<Condition> before = find(present, said.type());
      Condition next = condition(said, generation, before, now);
      conditions.add(next);
      if (!before.equals(Optional.of(next))) {
        differs = true;
        urgent |= !onlyCounts(before, said);
      }
    }
    return differs
        ? Optional.of(
            new StatusChange(
                new ResourceStatus(generation, conditions, verdict.messages()), urgent))
        : Optional.empty();
  }

  private static boolean onlyCounts(Optional<Condition> before, ResourceVerdict.Statement said) {
    return said.type() == StatusCondition.RECONCILED
        && said.status() != ConditionStatus.FALSE
        && before.map(Condition::getStatus).equals(Optional.of(said.status().word()));
  }

  private static Condition condition(
      ResourceVerdict.Statement said, long generation, Optional<Condition> before, Instant now) {
    String since =
        before
            .filter(known -> said.status().word().equals(known.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(said.type().word())
        .withStatus(said.status().word())
        .withReason(said.reason().word())
        .withMessage(said.message())
        .withLastTransitionTime(since)
        .withObservedGeneration(generation)
        .build();
  }

  private static boolean isOurs(Condition condition) {
    return OURS.contains(condition.getType());
  }

  private static Optional<Condition> find(ResourceStatus status, StatusCondition type) {
    return status.conditions().stream()
        .filter(condition -> type.word().equals(condition.getType()))
        .findFirst();
  }
}
