package io.meshwright.operator.analysis.mesh;

import io.meshwright.operator.analysis.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What was counted, slot of time by slot of time, for as long as it may be asked for. Not
 * thread-safe.
 */
final class Slots {

  /** Of the time that is kept: the more, the less is lost at the ends of a span. */
  private static final int MOST = 40;

  /** Half the bytes of what comes in: nobody counts two billion in a slot. */
  private record Slot(Instant from, Instant to, Map<Subject, int[]> counts) {}

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

  int counters() {
    return slots.stream().mapToInt(slot -> slot.counts().size()).sum();
  }

  /** The next slot, which begins where the one before ended. */
  void add(Instant from, Instant to, Map<Subject, long[]> counts) {
    Slot last = slots.peekLast();
    if (last != null && Duration.between(last.from(), last.to()).compareTo(shortest) < 0) {
      slots.removeLast();
      Map<Subject, long[]> sums = new HashMap<>(counts);
      addTo(sums, last);
      slots.addLast(slot(last.from(), to, sums));
    } else {
      slots.addLast(slot(from, to, counts));
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
        addTo(sums, slot);
      }
    }
    return sums;
  }

  private static Slot slot(Instant from, Instant to, Map<Subject, long[]> counts) {
    Map<Subject, int[]> small = HashMap.newHashMap(counts.size());
    counts.forEach(
        (subject, more) ->
            small.put(
                subject,
                Arrays.stream(more)
                    .mapToInt(count -> Math.clamp(count, 0, Integer.MAX_VALUE))
                    .toArray()));
    return new Slot(from, to, small);
  }

  private static void addTo(Map<Subject, long[]> sums, Slot slot) {
    slot.counts()
        .forEach(
            (subject, more) ->
                sums.merge(subject, Arrays.stream(more).asLongStream().toArray(), Bounds::sum));
  }
}
