package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.http.codec.Http1ClientConnection;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry one exchange at a time. The connection used last is given out first, so
 * that those not needed become idle and close.
 */
public final class Http1Pool implements HttpPool, Http1ClientConnection.Owner {
  private final PoolSettings settings;
  private final Dialer dialer;
  private final WaitingLine waiting;
  private final IdleSweep<Http1ClientConnection> idle;
  private final Set<Http1ClientConnection> open = new HashSet<>();
  private boolean draining;

  /**
   * A pool without connections.
   *
   * @param stack asked at each connect, so that new secrets are used
   */
  public Http1Pool(PoolSettings settings, HostCounters host, Supplier<ConnectStack> stack) {
    this(settings, new Dialer(settings, host, stack));
  }

  Http1Pool(PoolSettings settings, Dialer dialer) {
    this.settings = settings;
    this.dialer = dialer;
    this.waiting = new WaitingLine(settings);
    this.idle = new IdleSweep<>(settings, Http1ClientConnection::close);
  }

  @Override
  public Ticket acquire(Reuse reuse, Requester requester) {
    Http1ClientConnection connection = reuse == Reuse.NONE ? null : idle.pollNewest();
    while (connection != null && !fit(connection, reuse)) {
      connection.close();
      connection = idle.pollNewest();
    }
    if (connection != null) {
      requester.ready(connection);
      return WaitingLine.SERVED;
    }
    @Nullable Ticket ticket = waiting.join(reuse, requester);
    if (ticket == null) {
      return WaitingLine.SERVED;
    }
    dialIfNeeded();
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

  private void dialIfNeeded() {
    if (dialer.connecting() < waiting.size()) {
      boolean first = open.isEmpty() && dialer.connecting() == 0;
      if (!dialer.dial(first, new Dialled())) {
        closeSpare();
      }
    }
  }

  /** Makes room within the limit for a request that no idle connection fits. */
  private void closeSpare() {
    Http1ClientConnection spare = idle.pollOldest();
    if (spare != null) {
      spare.close();
    }
  }

  /** Takes a connection over that was made for this pool. */
  void adopt(Channel channel) {
    Http1ClientConnection connection = Http1ClientConnection.install(channel, this);
    open.add(connection);
    settings.atOldAge(connection::closeWhenIdle);
    idle(connection);
  }

  @Override
  public void idle(Http1ClientConnection connection) {
    long most = settings.http().maxRequestsPerConnection();
    boolean wornOut = most > 0 && connection.exchanges() >= most;
    if (wornOut || !connection.usable()) {
      connection.close();
      return;
    }
    WaitingLine.@Nullable Waiting next = waiting.next(reuse -> fit(connection, reuse));
    if (next != null) {
      next.requester().ready(connection);
      if (draining) {
        connection.closeWhenIdle();
      }
    } else if (draining || dialer.connecting() < waiting.size()) {
      // when it is closed, one is dialled for those who need a new one
      connection.close();
    } else {
      idle.add(connection);
    }
  }

  @Override
  public void closed(Http1ClientConnection connection) {
    if (open.remove(connection)) {
      idle.remove(connection);
      dialer.closed();
      dialIfNeeded();
    }
  }

  @Override
  public boolean empty() {
    return open.isEmpty() && waiting.size() == 0 && dialer.connecting() == 0;
  }

  @Override
  public void drain() {
    draining = true;
    for (Http1ClientConnection connection : Set.copyOf(open)) {
      connection.closeWhenIdle();
    }
  }

  /** What comes of a connect. */
  private final class Dialled implements ConnectListener {
    @Override
    public void connected(Channel channel) {
      adopt(channel);
    }

    @Override
    public void failed(ConnectFailure failure) {
      waiting.fail(failure, dialer.connecting());
    }
  }
}
