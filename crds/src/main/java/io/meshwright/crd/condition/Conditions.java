package io.meshwright.crd.condition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes the next list of conditions from the previous one. A transition time moves only when the
 * condition's status value moves; a type that is not set again is dropped.
 */
public final class Conditions {

  private final List<Condition> previous;
  private final long generation;
  private final String now;
  private final List<Condition> next = new ArrayList<>();

  /**
   * Starts an empty list.
   *
   * @param previous what the status says now
   * @param generation the generation of the spec that is judged
   */
  public Conditions(List<Condition> previous, long generation, Instant now) {
    this.previous = List.copyOf(previous);
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Says {@code type}; the last word on a type wins. */
  public Conditions set(
      ConditionType type, ConditionStatus status, ConditionReason reason, String message) {
    return add(type.word(), status, reason.word(), message);
  }

  /** Says what a condition of another resource says, of this resource and its generation. */
  public Conditions mirror(Condition other, String message) {
    return add(other.type(), other.status(), other.reason(), message);
  }

  private Conditions add(String type, ConditionStatus status, String reason, String message) {
    next.removeIf(condition -> condition.type().equals(type));
    String since =
        previous.stream()
            .filter(before -> before.type().equals(type) && before.status() == status)
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElse(now);
    next.add(new Condition(type, status, reason, message, since, generation));
    return this;
  }

  /** Begins with all that was said before, as it was said. */
  public Conditions keep() {
    next.clear();
    next.addAll(previous);
    return this;
  }

  /** Whether anything was said of {@code type} yet. */
  public boolean says(ConditionType type) {
    return find(next, type).isPresent();
  }

  /** The conditions in the order in which they were first meant to be read. */
  public List<Condition> list() {
    return List.copyOf(next);
  }

  /** The condition of a type in a status. */
  public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return conditions.stream().filter(c -> c.type().equals(type.word())).findFirst();
  }

  /** Whether a status says {@code type} is True for this generation. */
  public static boolean isTrue(List<Condition> conditions, ConditionType type, long generation) {
    return find(conditions, type)
        .filter(c -> c.status() == ConditionStatus.TRUE && c.observedGeneration() == generation)
        .isPresent();
  }
}
