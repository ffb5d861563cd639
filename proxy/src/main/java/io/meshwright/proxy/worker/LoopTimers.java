package io.meshwright.proxy.worker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Timers of requests: very many, of few durations, and nearly all are stopped before they ring.
 * Those of one duration ring in the order in which they were started, so they stand in a line, of
 * which the loop's own queue knows the first only. Starting and stopping one costs the same however
 * many there are. For one loop only.
 */
public final class LoopTimers {
  /** More durations than that were not configured: clients choose them. */
  private static final int MOST_LINES = 64;

  private final EventLoop loop;
  private final Map<Duration, Line> lines = new HashMap<>();

  LoopTimers(EventLoop loop) {
    this.loop = loop;
  }

  /** A timer that was started. */
  public interface Timer {
    /** Never rings; does nothing if it has rung. */
    void cancel();
  }

  /** Starts a timer that rings after a positive duration. */
  public Timer start(Duration after, Runnable ring) {
    Line line = lines.get(after);
    if (line == null) {
      if (lines.size() >= MOST_LINES) {
        return startAlone(nanos(after), ring);
      }
      line = new Line(after);
      lines.put(after, line);
    }
    return line.start(ring);
  }

  /** Starts a timer of which there are few, or whose duration is like no other. */
  public Timer startAlone(long nanos, Runnable ring) {
    ScheduledFuture<?> scheduled = loop.schedule(ring, nanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Clients may ask for more than a long holds. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /**
   * The timers of one duration: a ring of two-way links, which begins and ends with {@code gap}.
   */
  private final class Line {
    private final Duration duration;
    private final long nanos;
    private final Place gap = new Place(0, () -> {});
    private boolean awaited;

    Line(Duration duration) {
      this.duration = duration;
      this.nanos = nanos(duration);
    }

    Timer start(Runnable ring) {
      Place place = new Place(loop.ticker().nanoTime() + nanos, ring);
      place.standBefore(gap);
      if (!awaited) {
        awaitRing(nanos);
      }
      return place;
    }

    private void awaitRing(long delay) {
      awaited = true;
      loop.schedule(this::look, delay, TimeUnit.NANOSECONDS);
    }

    private void look() {
      awaited = false;
      long now = loop.ticker().nanoTime();
      Place first = gap.next();
      while (first != gap && first.due - now <= 0) {
        first.cancel();
        first.ring.run();
        first = gap.next();
      }
      if (first != gap) {
        if (!awaited) {
          awaitRing(first.due - now);
        }
      } else if (!awaited) {
        lines.remove(duration);
      }
    }
  }

  /** One timer in its line. */
  private static final class Place implements Timer {
    private final long due;
    private final Runnable ring;
    private @Nullable Place previous;
    private @Nullable Place next;

    Place(long due, Runnable ring) {
      this.due = due;
      this.ring = ring;
    }

    /** The place behind this one; this one itself if it stands alone. */
    Place next() {
      return next == null ? this : next;
    }

    void standBefore(Place other) {
      Place last = other.previous == null ? other : other.previous;
      previous = last;
      next = other;
      last.next = this;
      other.previous = this;
    }

    @Override
    public void cancel() {
      if (previous != null && next != null) {
        previous.next = next;
        next.previous = previous;
        previous = null;
        next = null;
      }
    }
  }
}
