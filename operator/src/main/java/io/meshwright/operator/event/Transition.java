package io.meshwright.operator.event;

import static io.meshwright.crd.condition.ConditionStatus.FALSE;
import static io.meshwright.crd.condition.ConditionStatus.TRUE;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.RolledBack;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus;
import io.meshwright.operator.apply.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a change of status tells. Pure. */
final class Transition {

  /**
   * What a condition tells when it comes to a status.
   *
   * @param first whether it tells so, too, if the condition was not there before
   * @param again whether it tells so again when only its reason or message changes
   */
  private record Rule(
      ConditionType type, ConditionStatus to, boolean first, boolean again, EventReason reason) {

    boolean applies(@Nullable Condition before, Condition now) {
      if (now.status() != to) {
        return false;
      }
      if (before == null) {
        return first;
      }
      return before.status() != to || (again && !now.saysTheSameAs(before));
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(ConditionType.PREFLIGHT_PASSED, TRUE, true, false, EventReason.PREFLIGHT_PASSED),
          new Rule(ConditionType.PREFLIGHT_PASSED, FALSE, true, true, EventReason.PREFLIGHT_FAILED),
          new Rule(
              ConditionType.CONFIG_DIFF_PASSED, TRUE, true, false, EventReason.CONFIG_DIFF_PASSED),
          new Rule(
              ConditionType.CONFIG_DIFF_PASSED, FALSE, true, true, EventReason.CONFIG_DIFF_BLOCKED),
          new Rule(ConditionType.READY, TRUE, true, false, EventReason.READY),
          new Rule(ConditionType.READY, FALSE, false, false, EventReason.NOT_READY),
          new Rule(ConditionType.RECONCILED, TRUE, false, false, EventReason.RECONCILE_RECOVERED),
          new Rule(
              ConditionType.UPGRADE_IN_PROGRESS, TRUE, true, false, EventReason.UPGRADE_STARTED),
          new Rule(
              ConditionType.UPGRADE_IN_PROGRESS, FALSE, false, false, EventReason.UPGRADE_FINISHED),
          new Rule(
              ConditionType.DATA_PLANE_CURRENT,
              FALSE,
              true,
              false,
              EventReason.DATA_PLANE_OUTDATED),
          new Rule(
              ConditionType.DATA_PLANE_CURRENT, TRUE, false, false, EventReason.DATA_PLANE_CURRENT),
          new Rule(ConditionType.TRUST_VALID, FALSE, true, true, EventReason.TRUST_BROKEN),
          new Rule(ConditionType.TRUST_VALID, TRUE, false, false, EventReason.TRUST_RESTORED),
          new Rule(
              ConditionType.PROXIES_HEALTHY, FALSE, true, true, EventReason.PROXIES_IN_TROUBLE),
          new Rule(ConditionType.PROXIES_HEALTHY, TRUE, false, false, EventReason.PROXIES_HEALED),
          new Rule(ConditionType.DEGRADED, TRUE, true, true, EventReason.DEGRADED),
          new Rule(ConditionType.DEGRADED, FALSE, false, false, EventReason.RECOVERED),
          new Rule(ConditionType.WARNING, TRUE, true, true, EventReason.RISKY),
          new Rule(ConditionType.PAUSED, TRUE, true, false, EventReason.PAUSED),
          new Rule(ConditionType.PAUSED, FALSE, false, false, EventReason.RESUMED),
          new Rule(ConditionType.IN_USE, TRUE, false, false, EventReason.IN_USE),
          new Rule(ConditionType.IN_USE, FALSE, false, false, EventReason.UNUSED));

  private Transition() {}

  /** The events of a change of a resource's status. */
  static List<MeshEvent> between(@Nullable HasMetadata before, HasMetadata after) {
    Owner about = Owner.of(after);
    List<MeshEvent> events = new ArrayList<>();
    conditions(about, Said.by(before), Said.by(after), events);
    pointers(about, before, after, events);
    rollback(about, before, after, events);
    WaveTransition.between(about, dataPlane(before), dataPlane(after)).ifPresent(events::add);
    WaveTransition.astray(about, dataPlane(before), dataPlane(after)).forEach(events::add);
    events.addAll(HealingTransition.between(about, before, after));
    RootTransition.between(about, trust(before), trust(after)).ifPresent(events::add);
    return events;
  }

  private static void conditions(Owner about, Said before, Said after, List<MeshEvent> events) {
    for (Rule rule : RULES) {
      after
          .find(rule.type())
          .filter(now -> rule.applies(before.find(rule.type()).orElse(null), now))
          .ifPresent(now -> events.add(new MeshEvent(about, rule.reason(), now.message())));
    }
    after
        .find(ConditionType.RECONCILED)
        .filter(now -> now.status() == FALSE && isFailure(now))
        .filter(now -> before.find(ConditionType.RECONCILED).filter(now::saysTheSameAs).isEmpty())
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

  private static void rollback(
      Owner about, @Nullable HasMetadata before, HasMetadata after, List<MeshEvent> events) {
    RolledBack back = rolledBack(after);
    if (back != null && rolledBack(before) == null) {
      events.add(
          new MeshEvent(
              about,
              EventReason.ROLLED_BACK,
              "from MeshRevision %s to %s: %s"
                  .formatted(back.revision(), back.to(), back.reason())));
    }
  }

  private static @Nullable RolledBack rolledBack(@Nullable HasMetadata resource) {
    return resource instanceof MeshInstallation installation && installation.getStatus() != null
        ? installation.getStatus().rolledBack()
        : null;
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

  private static @Nullable DataPlaneStatus dataPlane(@Nullable HasMetadata resource) {
    return resource instanceof MeshInstallation installation && installation.getStatus() != null
        ? installation.getStatus().dataPlane()
        : null;
  }

  private static @Nullable TrustStatus trust(@Nullable HasMetadata resource) {
    return resource instanceof MeshInstallation installation && installation.getStatus() != null
        ? installation.getStatus().trust()
        : null;
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

    Optional<Condition> find(ConditionType type) {
      return Conditions.find(conditions, type);
    }
  }
}
