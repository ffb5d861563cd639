package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.http.codec.Http2ClientConnection;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry many exchanges at once. The oldest with room is used, so that those not
 * needed become idle and close; another is dialled when all are full.
 */
public final class Http2Pool implements HttpPool, Http2ClientConnection.Owner {
  /** How many requests wait for one connect: the least limit that RFC 9113 recommends. */
  private static final int STREAMS_EXPECTED = 100;

  private final PoolSettings settings;
  private final Http2ClientConnection.Settings connections;
  private final Dialer dialer;
  private final WaitingLine waiting;
  private final IdleSweep<Http2ClientConnection> idle;
  private final Set<Http2ClientConnection> open = new LinkedHashSet<>();
  private final Set<Http2ClientConnection> resting = new LinkedHashSet<>();

  /** Connections whose settings have not come yet, and until when they may. */
  private final Map<Http2ClientConnection, ScheduledFuture<?>> greeting = new HashMap<>();

  private boolean draining;

  /**
   * A pool without connections.
   *
   * @param stack asked at each connect, so that new secrets are used
   */
  public Http2Pool(
      PoolSettings settings,
      HttpProtocol.Http2 http2,
      HostCounters host,
      Supplier<ConnectStack> stack) {
    this(settings, http2, new Dialer(settings, host, stack));
  }

  Http2Pool(PoolSettings settings, HttpProtocol.Http2 http2, Dialer dialer) {
    this.settings = settings;
    this.connections =
        new Http2ClientConnection.Settings(
            http2, settings.http().maxRequestsPerConnection(), settings.random());
    this.dialer = dialer;
    this.waiting = new WaitingLine(settings);
    this.idle = new IdleSweep<>(settings, Http2ClientConnection::close);
  }

  @Override
  public Ticket acquire(Reuse reuse, Requester requester) {
    for (Http2ClientConnection connection : open) {
      if (fit(connection, reuse)) {
        give(connection, requester);
        return WaitingLine.SERVED;
      }
    }
    @Nullable Ticket ticket = waiting.join(reuse, requester);
    if (ticket == null) {
      return WaitingLine.SERVED;
    }
    dialIfNeeded();
    return ticket;
  }

  /** A connection on which something is under way is known to live. */
  private static boolean fit(Http2ClientConnection connection, Reuse reuse) {
    if (connection.room() == 0) {
      return false;
    }
    if (connection.exchanges() == 0 || !connection.idle()) {
      return true;
    }
    return switch (reuse) {
      case ANY -> true;
      case OPEN_AT_PEER -> connection.openAtPeer();
      case NONE -> false;
    };
  }

  private void give(Http2ClientConnection connection, Requester requester) {
    awake(connection);
    requester.ready(connection);
  }

  /** A connection is not idle any more, or is no more. */
  private void awake(Http2ClientConnection connection) {
    if (resting.remove(connection)) {
      idle.remove(connection);
    }
  }

  private void dialIfNeeded() {
    if (roomComing() < waiting.size()) {
      boolean first = open.isEmpty() && dialer.connecting() == 0;
      dialer.dial(first, new Dialled());
    }
  }

  /** For how many requests the connections have room that are being made. */
  private int roomComing() {
    return (dialer.connecting() + greeting.size()) * streamsExpected();
  }

  private int streamsExpected() {
    return Math.min(STREAMS_EXPECTED, connections.http2().maxConcurrentStreams());
  }

  /** Takes a connection over that was made for this pool. */
  void adopt(Channel channel) {
    Http2ClientConnection connection = Http2ClientConnection.install(channel, connections, this);
    open.add(connection);
    greeting.put(
        connection,
        settings
            .loop()
            .schedule(
                connection::close, settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS));
    settings.atOldAge(connection::closeWhenIdle);
  }

  @Override
  public void ready(Http2ClientConnection connection) {
    greeted(connection);
    roomChanged(connection);
    if (draining) {
      connection.closeWhenIdle();
    }
  }

  private boolean greeted(Http2ClientConnection connection) {
    @Nullable ScheduledFuture<?> timer = greeting.remove(connection);
    if (timer != null) {
      timer.cancel(false);
    }
    return timer != null;
  }

  @Override
  public void roomChanged(Http2ClientConnection connection) {
    while (connection.room() > 0) {
      WaitingLine.@Nullable Waiting next = waiting.next(reuse -> fit(connection, reuse));
      if (next == null) {
        break;
      }
      give(connection, next.requester());
    }
    if (connection.idle() && connection.room() > 0 && resting.add(connection)) {
      idle.add(connection);
    }
    dialIfNeeded();
  }

  @Override
  public void leaving(Http2ClientConnection connection) {
    awake(connection);
    dialIfNeeded();
  }

  @Override
  public void closed(Http2ClientConnection connection) {
    if (!open.remove(connection)) {
      return;
    }
    awake(connection);
    boolean neverReady = greeted(connection);
    dialer.closed();
    if (neverReady) {
      dialer.useless();
      waiting.fail(new ConnectFailure(ConnectFailure.Kind.REFUSED, ""), roomComing());
    }
    dialIfNeeded();
  }

  @Override
  public boolean empty() {
    return open.isEmpty() && waiting.size() == 0 && dialer.connecting() == 0;
  }

  @Override
  public void drain() {
    draining = true;
    for (Http2ClientConnection connection : List.copyOf(open)) {
      if (!greeting.containsKey(connection)) {
        connection.closeWhenIdle();
      }
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
      waiting.fail(failure, roomComing());
    }
  }
}
