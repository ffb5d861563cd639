package io.meshwright.operator.analysis.mesh;

import io.meshwright.operator.analysis.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What was counted, slot of time by slot of time, for as long as it may be asked for. Not
 * thread-safe.
 */
final class Slots {

  /** Of the time that is kept: the more, the less is lost at the ends of a span. */
  private static final int MOST = 80;

  private record Slot(Instant from, Instant to, Map<Subject, long[]> counts) {}

  private final Duration kept;
  private final Duration shortest;
  private final Deque<Slot> slots = new ArrayDeque<>();

  /** {@code kept} is how far back is remembered. */
  Slots(Duration kept) {
    this.kept = kept;
    this.shortest = kept.dividedBy(MOST);
  }

  void clear() {
    slots.clear();
  }

  /** The next slot, which begins where the one before ended. */
  void add(Instant from, Instant to, Map<Subject, long[]> counts) {
    Slot last = slots.peekLast();
    if (last != null && Duration.between(last.from(), last.to()).compareTo(shortest) < 0) {
      slots.removeLast();
      counts.forEach((subject, more) -> last.counts().merge(subject, more, Bounds::sum));
      slots.addLast(new Slot(last.from(), to, last.counts()));
    } else {
      slots.addLast(new Slot(from, to, new HashMap<>(counts)));
    }
    Instant oldest = to.minus(kept).minus(shortest);
    while (slots.getFirst().to().isBefore(oldest)) {
      slots.removeFirst();
    }
  }

  /** The sum of the slots that lie in a span with both their ends. */
  Map<Subject, long[]> within(Instant from, Instant to) {
    Map<Subject, long[]> sums = new HashMap<>();
    for (Slot slot : slots) {
      if (!slot.from().isBefore(from) && !slot.to().isAfter(to)) {
        slot.counts().forEach((subject, more) -> sums.merge(subject, more, Bounds::sum));
      }
    }
    return sums;
  }
}
