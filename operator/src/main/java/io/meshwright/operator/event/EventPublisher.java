package io.meshwright.operator.event;

import io.meshwright.operator.apply.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Hands events to the API server without holding a reconciler up: repeated ones as one with a
 * count, and no more than {@link #BURST} about one resource at once, then one each {@link #REFILL}.
 * What is held back is counted with the next that is written. Thread-safe.
 */
public final class EventPublisher implements Consumer<MeshEvent> {

  static final int BURST = 25;
  static final Duration REFILL = Duration.ofMinutes(1);

  /** Different events, and resources, that are remembered. */
  private static final int MEMORY = 2048;

  /** Where events are written; failures are its own affair. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Writes an event.
     *
     * @param first when it happened first, as far as this process knows
     * @param occurrences how often it happened since it was last written
     */
    void write(MeshEvent event, Instant first, Instant last, int occurrences);
  }

  private final InstantSource clock;
  private final Executor executor;
  private final Sink sink;
  private final Map<MeshEvent, Tally> tallies = memory();
  private final Map<Owner, Budget> budgets = memory();

  /**
   * Makes a publisher.
   *
   * @param executor runs one task after the other, and may drop tasks
   */
  public EventPublisher(InstantSource clock, Executor executor, Sink sink) {
    this.clock = clock;
    this.executor = executor;
    this.sink = sink;
  }

  @Override
  public void accept(MeshEvent event) {
    Instant now = clock.instant();
    Tally tally;
    int occurrences;
    synchronized (this) {
      tally = tallies.computeIfAbsent(event, _ -> new Tally(now));
      tally.unwritten++;
      if (!budgets.computeIfAbsent(event.about(), _ -> new Budget(now)).take(now)) {
        return;
      }
      occurrences = tally.unwritten;
      tally.unwritten = 0;
    }
    executor.execute(() -> sink.write(event, tally.first, now, occurrences));
  }

  private static <K, V> Map<K, V> memory() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MEMORY;
      }
    };
  }

  private static final class Tally {
    private final Instant first;
    private int unwritten;

    Tally(Instant first) {
      this.first = first;
    }
  }

  /** A token bucket. */
  private static final class Budget {
    private long left = BURST;
    private Instant refilled;

    Budget(Instant now) {
      this.refilled = now;
    }

    boolean take(Instant now) {
      long earned = Duration.between(refilled, now).dividedBy(REFILL);
      if (earned > 0) {
        left = Math.min(BURST, left + earned);
        refilled = refilled.plus(REFILL.multipliedBy(earned));
      }
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }
}
