package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.http.codec.TunnelConnection;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connections for tunnels that end here: each is made for one and never used again. */
public final class TunnelPool implements HttpPool {
  private final Dialer dialer;
  private final WaitingLine waiting;
  private int open;

  /**
   * A pool without connections.
   *
   * @param stack asked at each connect, so that new secrets are used
   */
  public TunnelPool(PoolSettings settings, HostCounters host, Supplier<ConnectStack> stack) {
    this.dialer = new Dialer(settings, host, stack);
    this.waiting = new WaitingLine(settings);
  }

  @Override
  public Ticket acquire(Reuse reuse, Requester requester) {
    @Nullable Ticket ticket = waiting.join(reuse, requester);
    if (ticket == null) {
      return WaitingLine.SERVED;
    }
    dialIfNeeded();
    return ticket;
  }

  private void dialIfNeeded() {
    if (dialer.connecting() < waiting.size()) {
      dialer.dial(open == 0 && dialer.connecting() == 0, new Dialled());
    }
  }

  private void closed() {
    open--;
    dialer.closed();
    dialIfNeeded();
  }

  @Override
  public boolean empty() {
    return open == 0 && waiting.size() == 0 && dialer.connecting() == 0;
  }

  /** Tunnels end with what they carry; none is idle. */
  @Override
  public void drain() {
    // nothing to close
  }

  /** What comes of a connect. */
  private final class Dialled implements ConnectListener {
    @Override
    public void connected(Channel channel) {
      open++;
      TunnelConnection connection = TunnelConnection.install(channel, TunnelPool.this::closed);
      WaitingLine.@Nullable Waiting next = waiting.next(_ -> true);
      if (next == null) {
        channel.close();
      } else {
        next.requester().ready(connection);
      }
    }

    @Override
    public void failed(ConnectFailure failure) {
      waiting.fail(failure, dialer.connecting());
    }
  }
}
