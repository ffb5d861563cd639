package io.meshwright.proxy.upstream.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections without an exchange, and the one timer that finds those that had none for too long.
 * The one used last is given out first. For the pool's loop.
 *
 * @param <C> a connection
 */
final class IdleSweep<C> {
  private final PoolSettings settings;
  private final Consumer<C> expired;

  /** The one that became idle last is first. */
  private final ArrayDeque<Idle<C>> idle = new ArrayDeque<>();

  private boolean scheduled;

  private record Idle<C>(C connection, long since) {}

  /**
   * A sweep of no connections.
   *
   * @param expired done with a connection that was idle too long, which is forgotten before
   */
  IdleSweep(PoolSettings settings, Consumer<C> expired) {
    this.settings = settings;
    this.expired = expired;
  }

  void add(C connection) {
    idle.addFirst(new Idle<>(connection, System.nanoTime()));
    if (!scheduled && settings.http().idleTimeout().isPositive()) {
      schedule(settings.http().idleTimeout().toNanos());
    }
  }

  /** Takes out the one used last; absent if there is none. */
  @Nullable C pollNewest() {
    Idle<C> first = idle.pollFirst();
    return first == null ? null : first.connection();
  }

  /** Takes out the one that is idle longest; absent if there is none. */
  @Nullable C pollOldest() {
    Idle<C> last = idle.pollLast();
    return last == null ? null : last.connection();
  }

  /** Forgets a connection, if it is there. */
  void remove(C connection) {
    for (Iterator<Idle<C>> each = idle.iterator(); each.hasNext(); ) {
      if (each.next().connection().equals(connection)) {
        each.remove();
        return;
      }
    }
  }

  private void schedule(long nanos) {
    scheduled = true;
    settings.loop().schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    scheduled = false;
    Duration limit = settings.http().idleTimeout();
    Idle<C> oldest = idle.peekLast();
    while (oldest != null) {
      long left = limit.toNanos() - (System.nanoTime() - oldest.since());
      if (left > 0) {
        schedule(left);
        return;
      }
      idle.pollLast();
      settings.counters().connectionsClosedIdle.increment();
      expired.accept(oldest.connection());
      oldest = idle.peekLast();
    }
  }
}
