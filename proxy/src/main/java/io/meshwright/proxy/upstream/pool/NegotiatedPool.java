package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.meshwright.proxy.upstream.connect.TlsLayer;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose version of HTTP the upstream chooses by ALPN. The first connection decides;
 * when none is left, the next one decides anew.
 */
public final class NegotiatedPool implements HttpPool {
  private final PoolSettings settings;
  private final HttpProtocol.Http2 http2;
  private final Dialer dialer;
  private final WaitingLine waiting;
  private @Nullable HttpPool chosen;
  private boolean draining;

  /**
   * A pool without connections.
   *
   * @param stack offers both versions; asked at each connect, so that new secrets are used
   */
  public NegotiatedPool(
      PoolSettings settings,
      HttpProtocol.Http2 http2,
      HostCounters host,
      Supplier<ConnectStack> stack) {
    this.settings = settings;
    this.http2 = http2;
    this.dialer = new Dialer(settings, host, stack);
    this.waiting = new WaitingLine(settings);
  }

  @Override
  public Ticket acquire(Reuse reuse, Requester requester) {
    if (chosen != null && chosen.empty()) {
      chosen = null;
    }
    if (chosen != null) {
      return chosen.acquire(reuse, requester);
    }
    @Nullable Ticket ticket = waiting.join(reuse, requester);
    if (ticket == null) {
      return WaitingLine.SERVED;
    }
    if (dialer.connecting() == 0) {
      dialer.dial(true, new Dialled());
    }
    return ticket;
  }

  @Override
  public boolean empty() {
    return waiting.size() == 0 && dialer.connecting() == 0 && (chosen == null || chosen.empty());
  }

  @Override
  public void drain() {
    draining = true;
    if (chosen != null) {
      chosen.drain();
    }
  }

  /** What comes of the connect that decides. */
  private final class Dialled implements ConnectListener {
    @Override
    public void connected(Channel channel) {
      HttpPool pool;
      if (TlsLayer.alpn(channel).endsWith("h2")) {
        Http2Pool made = new Http2Pool(settings, http2, dialer);
        made.adopt(channel);
        pool = made;
      } else {
        Http1Pool made = new Http1Pool(settings, dialer);
        made.adopt(channel);
        pool = made;
      }
      chosen = pool;
      WaitingLine.@Nullable Waiting next = waiting.next(_ -> true);
      while (next != null) {
        next.moveTo(pool);
        next = waiting.next(_ -> true);
      }
      if (draining) {
        pool.drain();
      }
    }

    @Override
    public void failed(ConnectFailure failure) {
      waiting.fail(failure, 0);
    }
  }
}
