package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.http.codec.Http1ClientConnection;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one host over one transport, on one loop. The connection used last is given out
 * first, so that those not needed become idle and close. Not thread-safe: for its loop only.
 */
public final class Http1Pool implements Http1ClientConnection.Owner {
  private final PoolSettings settings;
  private final HostCounters host;
  private final Supplier<ConnectStack> stack;
  private final ArrayDeque<Http1ClientConnection> idle = new ArrayDeque<>();
  private final Set<Http1ClientConnection> open = new HashSet<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int connecting;
  private boolean draining;

  /**
   * A pool without connections.
   *
   * @param stack asked at each connect, so that new secrets are used
   */
  public Http1Pool(PoolSettings settings, HostCounters host, Supplier<ConnectStack> stack) {
    this.settings = settings;
    this.host = host;
    this.stack = stack;
  }

  /** Who wants a connection; told once, possibly before {@link #acquire} returns. */
  public interface Requester {
    /** Here it is; an exchange must be opened on it before anything else happens. */
    void ready(Http1ClientConnection connection);

    /** There is none. */
    void connectFailed(ConnectFailure failure);

    /** The cluster's limits do not allow another request. */
    void overflow();
  }

  /** A place in the queue. */
  public interface Ticket {
    /** Leaves the queue; does nothing if the requester was told already. */
    void cancel();
  }

  /** Which connections that were used before may serve a request. */
  public enum Reuse {
    /** Every one: the request can be sent again if it meets a closed connection. */
    ANY,
    /** One that the kernel still knows to be open: the request may not be sent twice. */
    OPEN_AT_PEER,
    /** None. */
    NONE
  }

  /** Gives out an idle connection, or queues the requester and dials. */
  public Ticket acquire(Reuse reuse, Requester requester) {
    Http1ClientConnection connection = reuse == Reuse.NONE ? null : idle.pollFirst();
    while (connection != null && !fit(connection, reuse)) {
      connection.close();
      connection = idle.pollFirst();
    }
    if (connection != null) {
      requester.ready(connection);
      return () -> {};
    }
    if (!settings.breaker().pending().tryAcquire()) {
      settings.counters().pendingOverflow.increment();
      requester.overflow();
      return () -> {};
    }
    settings.counters().requestsPending.increment();
    Waiting ticket = new Waiting(requester, reuse);
    waiting.addLast(ticket);
    if (connecting < waiting.size()) {
      dial();
    }
    return ticket;
  }

  private static boolean fit(Http1ClientConnection connection, Reuse reuse) {
    return connection.usable()
        && (connection.exchanges() == 0
            || switch (reuse) {
              case ANY -> true;
              case OPEN_AT_PEER -> connection.openAtPeer();
              case NONE -> false;
            });
  }

  private void dial() {
    boolean allowed = settings.breaker().connections().tryAcquire();
    if (!allowed) {
      settings.counters().connectionOverflow.increment();
      if (!open.isEmpty() || connecting > 0) {
        closeSpare();
        return;
      }
      // as in Envoy, each pool may have one connection, or a request could wait for ever
      settings.breaker().connections().acquire();
    }
    connecting++;
    settings.counters().connections.increment();
    host.connectionsTotal.increment();
    stack
        .get()
        .connect(
            settings.loop(),
            settings.channelType(),
            new ConnectListener() {
              @Override
              public void connected(Channel channel) {
                connecting--;
                opened(channel);
              }

              @Override
              public void failed(ConnectFailure failure) {
                connecting--;
                settings.breaker().connections().release();
                connectFailed(failure);
              }
            });
  }

  /** Makes room within the limit for a request that no idle connection fits. */
  private void closeSpare() {
    Http1ClientConnection spare = idle.pollLast();
    if (spare != null) {
      spare.close();
    }
  }

  private void opened(Channel channel) {
    settings.counters().connectionsActive.increment();
    host.connectionsActive.increment();
    Http1ClientConnection connection = Http1ClientConnection.install(channel, this);
    open.add(connection);
    idle(connection);
  }

  private void connectFailed(ConnectFailure failure) {
    settings.counters().connectFailures.increment();
    if (failure.kind() == ConnectFailure.Kind.TIMEOUT) {
      settings.counters().connectTimeouts.increment();
    }
    host.connectFailures.increment();
    while (waiting.size() > connecting) {
      Waiting next = waiting.pollFirst();
      if (next == null) {
        return;
      }
      next.leave();
      next.requester.connectFailed(failure);
    }
  }

  @Override
  public void idle(Http1ClientConnection connection) {
    boolean wornOut =
        settings.maxRequestsPerConnection() > 0
            && connection.exchanges() >= settings.maxRequestsPerConnection();
    if (wornOut || !connection.usable()) {
      connection.close();
      return;
    }
    Waiting next = nextFor(connection);
    if (next != null) {
      next.leave();
      next.requester.ready(connection);
      if (draining) {
        connection.closeWhenIdle();
      }
      return;
    }
    if (draining || connecting < waiting.size()) {
      // when it is closed, one is dialled for those who need a new one
      connection.close();
      return;
    }
    idle.addFirst(connection);
    if (settings.idleTimeout().isPositive()) {
      long exchanges = connection.exchanges();
      settings
          .loop()
          .schedule(
              () -> expire(connection, exchanges),
              settings.idleTimeout().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** The first in the queue that may have the connection, taken out of it. */
  private @Nullable Waiting nextFor(Http1ClientConnection connection) {
    for (Waiting each : waiting) {
      if (fit(connection, each.reuse)) {
        waiting.remove(each);
        return each;
      }
    }
    return null;
  }

  private void expire(Http1ClientConnection connection, long exchanges) {
    if (connection.exchanges() == exchanges && connection.usable()) {
      settings.counters().connectionsClosedIdle.increment();
      connection.close();
    }
  }

  @Override
  public void closed(Http1ClientConnection connection) {
    if (open.remove(connection)) {
      idle.remove(connection);
      settings.counters().connectionsActive.decrement();
      host.connectionsActive.decrement();
      settings.breaker().connections().release();
      if (connecting < waiting.size()) {
        dial();
      }
    }
  }

  /** Whether nothing is open, wanted or under way. */
  public boolean empty() {
    return open.isEmpty() && waiting.isEmpty() && connecting == 0;
  }

  /**
   * Closes idle connections now and the others after their exchange. Who waits for a connection
   * still gets one.
   */
  public void drain() {
    draining = true;
    for (Http1ClientConnection connection : Set.copyOf(open)) {
      connection.closeWhenIdle();
    }
  }

  /** Someone in the queue. */
  private final class Waiting implements Ticket {
    private final Requester requester;
    private final Reuse reuse;

    Waiting(Requester requester, Reuse reuse) {
      this.requester = requester;
      this.reuse = reuse;
    }

    /** Has been taken out of the queue. */
    void leave() {
      settings.breaker().pending().release();
      settings.counters().requestsPending.decrement();
    }

    @Override
    public void cancel() {
      if (waiting.remove(this)) {
        leave();
      }
    }
  }
}
