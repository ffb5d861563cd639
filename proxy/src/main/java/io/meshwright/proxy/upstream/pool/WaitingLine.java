package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.pool.HttpPool.Requester;
import io.meshwright.proxy.upstream.pool.HttpPool.Reuse;
import io.meshwright.proxy.upstream.pool.HttpPool.Ticket;
import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The requests of a pool that wait for a connection, within the cluster's limit. */
final class WaitingLine {
  /** Of a requester that was told already. */
  static final Ticket SERVED = () -> {};

  private final PoolSettings settings;
  private final ArrayDeque<Waiting> line = new ArrayDeque<>();

  WaitingLine(PoolSettings settings) {
    this.settings = settings;
  }

  /** Queues a requester, or tells it that the line is too long; absent then. */
  @Nullable Ticket join(Reuse reuse, Requester requester) {
    if (!settings.breaker().pending().tryAcquire()) {
      settings.counters().pendingOverflow.increment();
      requester.overflow();
      return null;
    }
    settings.counters().requestsPending.increment();
    Waiting ticket = new Waiting(requester, reuse);
    line.addLast(ticket);
    return ticket;
  }

  int size() {
    return line.size();
  }

  /** Takes the first one out that may have a connection of this kind; absent if none may. */
  @Nullable Waiting next(Predicate<Reuse> fits) {
    for (Waiting each : line) {
      if (fits.test(each.reuse)) {
        line.remove(each);
        leave();
        return each;
      }
    }
    return null;
  }

  /** Tells the first ones that there is no connection, until no more than {@code rest} are left. */
  void fail(ConnectFailure failure, int rest) {
    while (line.size() > rest) {
      Waiting next = line.removeFirst();
      leave();
      next.requester.connectFailed(failure);
    }
  }

  private void leave() {
    settings.breaker().pending().release();
    settings.counters().requestsPending.decrement();
  }

  /** Someone in the line. */
  final class Waiting implements Ticket {
    private final Requester requester;
    private final Reuse reuse;
    private @Nullable Ticket elsewhere;

    private Waiting(Requester requester, Reuse reuse) {
      this.requester = requester;
      this.reuse = reuse;
    }

    Requester requester() {
      return requester;
    }

    /** Having been taken out of this line, goes on in another pool. */
    void moveTo(HttpPool pool) {
      elsewhere = pool.acquire(reuse, requester);
    }

    @Override
    public void cancel() {
      if (elsewhere != null) {
        elsewhere.cancel();
      } else if (line.remove(this)) {
        leave();
      }
    }
  }
}
