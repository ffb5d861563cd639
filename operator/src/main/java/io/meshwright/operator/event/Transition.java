package io.meshwright.operator.event;

import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.operator.apply.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a change of status tells. Pure. */
final class Transition {

  /** What a condition tells that was {@code from} (null: it was not) and is {@code to}. */
  private record Rule(
      String type,
      @Nullable ConditionStatus from,
      @Nullable ConditionStatus to,
      EventReason reason) {

    static Rule of(
        ConditionType type,
        @Nullable ConditionStatus from,
        @Nullable ConditionStatus to,
        EventReason reason) {
      return new Rule(type.word(), from, to, reason);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(ConditionType.READY, null, TRUE, EventReason.READY),
          Rule.of(ConditionType.READY, FALSE, TRUE, EventReason.READY),
          Rule.of(ConditionType.READY, TRUE, FALSE, EventReason.NOT_READY),
          Rule.of(ConditionType.RECONCILED, FALSE, TRUE, EventReason.RECONCILE_RECOVERED),
          Rule.of(ConditionType.PAUSED, null, TRUE, EventReason.PAUSED),
          Rule.of(ConditionType.PAUSED, FALSE, TRUE, EventReason.PAUSED),
          Rule.of(ConditionType.PAUSED, TRUE, null, EventReason.RESUMED),
          Rule.of(ConditionType.PAUSED, TRUE, FALSE, EventReason.RESUMED),
          Rule.of(ConditionType.IN_USE, FALSE, TRUE, EventReason.IN_USE),
          Rule.of(ConditionType.IN_USE, TRUE, FALSE, EventReason.UNUSED));

  private Transition() {}

  /** The events of a change of a resource's status. */
  static List<MeshEvent> between(@Nullable HasMetadata before, HasMetadata after) {
    Owner about = Owner.of(after);
    List<MeshEvent> events = new ArrayList<>();
    conditions(about, Said.by(before), Said.by(after), events);
    pointers(about, before, after, events);
    return events;
  }

  private static void conditions(Owner about, Said before, Said after, List<MeshEvent> events) {
    for (Rule rule : RULES) {
      if (before.status(rule.type()) == rule.from() && after.status(rule.type()) == rule.to()) {
        events.add(new MeshEvent(about, rule.reason(), after.message(rule.type())));
      }
    }
    after
        .find(ConditionType.RECONCILED.word())
        .filter(now -> now.status() == FALSE && isFailure(now))
        .filter(now -> before.find(now.type()).filter(now::saysTheSameAs).isEmpty())
        .ifPresent(
            now ->
                events.add(
                    new MeshEvent(
                        about, EventReason.RECONCILE_FAILED, now.reason() + ": " + now.message())));
  }

  private static boolean isFailure(Condition notReconciled) {
    return !notReconciled.reason().equals(ConditionReason.PAUSED.word());
  }

  private static void pointers(
      Owner about, @Nullable HasMetadata before, HasMetadata after, List<MeshEvent> events) {
    String from = pointer(before);
    String to = pointer(after);
    if (to != null && !Objects.equals(from, to)) {
      EventReason reason =
          after instanceof MeshRevisionTag ? EventReason.TAG_MOVED : EventReason.REVISION_ACTIVATED;
      events.add(
          new MeshEvent(
              about, reason, "MeshRevision " + to + (from == null ? "" : ", before: " + from)));
    }
  }

  /** The revision that a resource stands for. */
  private static @Nullable String pointer(@Nullable HasMetadata resource) {
    return switch (resource) {
      case MeshInstallation installation when installation.getStatus() != null ->
          installation.getStatus().activeRevision();
      case MeshRevisionTag tag when tag.getStatus() != null -> tag.getStatus().revision();
      case null, default -> null;
    };
  }

  /** The conditions of a status. */
  private record Said(List<Condition> conditions) {

    static Said by(@Nullable HasMetadata resource) {
      return new Said(
          switch (resource) {
            case MeshInstallation it when it.getStatus() != null -> it.getStatus().conditions();
            case MeshRevision it when it.getStatus() != null -> it.getStatus().conditions();
            case MeshRevisionTag it when it.getStatus() != null -> it.getStatus().conditions();
            case null, default -> List.of();
          });
    }

    Optional<Condition> find(String type) {
      return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
    }

    @Nullable ConditionStatus status(String type) {
      return find(type).map(Condition::status).orElse(null);
    }

    String message(String type) {
      return find(type).map(Condition::message).orElse("");
    }
  }
}
