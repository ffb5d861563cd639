package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.codec.ClientConnection;
import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.PeerSocket;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ResponseListener;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.codec.TurnFlush;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.RequestPlace;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.pool.HttpPool;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries a client's connection through an HTTP proxy: asks for the tunnel on a stream of the
 * cluster's pool, and joins the two when the proxy agrees. The end of the proxy's side ends the
 * connection; that of the client's is passed on. Belongs to the connection's loop.
 *
 * <p>Buffers: what the proxy sends goes to the client's write, which releases it.
 */
final class Tunnel implements HttpPool.Requester, ResponseListener {
  private static final int OK = 200;

  private final Channel downstream;
  private final Upstream upstream;
  private final RequestHead head;
  private final Listener listener;
  private final RelayLimits limits;
  private final TurnFlush flush;
  private @Nullable RequestPlace place;
  private @Nullable EarlyBytes early;
  private @Nullable Channel channel;
  private @Nullable ClientStream stream;
  private HttpPool.@Nullable Ticket ticket;
  private @Nullable Traffic traffic;
  private boolean over;

  /** Whom is asked. */
  record Upstream(LoopCluster cluster, LoopHost host, Carried carried) {}

  /** Is told once what came of it, unless the client left before. */
  interface Listener {
    /** It stands; says how it is counted. */
    Traffic opened(Channel upstream);

    /** It does not. */
    void failed();
  }

  Tunnel(
      Channel downstream,
      Upstream upstream,
      RequestHead head,
      RelayLimits limits,
      Listener listener) {
    this.downstream = downstream;
    this.upstream = upstream;
    this.head = head;
    this.listener = listener;
    this.flush = new TurnFlush(downstream);
    this.limits = limits;
  }

  /** Asks; {@code kept} holds what the client says meanwhile. */
  void begin(EarlyBytes kept) {
    early = kept;
    place = RequestPlace.take(upstream.cluster(), upstream.host());
    if (place == null) {
      over = true;
      limits.cancel();
      listener.failed();
      return;
    }
    downstream.closeFuture().addListener(_ -> clientGone());
    HttpPool.Ticket queued =
        upstream
            .cluster()
            .pool(upstream.host(), head.version(), Map.of(), upstream.carried())
            .acquire(HttpPool.Reuse.OPEN_AT_PEER, this);
    if (stream == null && !over) {
      ticket = queued;
    }
  }

  private void clientGone() {
    if (!over) {
      finish();
      if (ticket != null) {
        ticket.cancel();
      }
      if (stream != null) {
        stream.cancel();
      }
    }
  }

  private void finish() {
    over = true;
    limits.cancel();
    if (place != null) {
      place.release();
    }
    if (traffic != null) {
      traffic.closed();
    }
  }

  /** The proxy ended it, or never agreed to it. */
  private void end() {
    if (over) {
      return;
    }
    finish();
    if (traffic != null) {
      PeerSocket.closeWhenWritten(downstream);
    } else {
      upstream.cluster().failedLocally(upstream.host());
      listener.failed();
    }
  }

  // ---- from the pool ----

  @Override
  public void ready(ClientConnection connection) {
    ticket = null;
    channel = connection.channel();
    ClientStream opened = connection.open(this);
    stream = opened;
    opened.head(head, head.connect());
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    end();
  }

  @Override
  public void overflow() {
    end();
  }

  // ---- from the proxy ----

  @Override
  public void informational(ResponseHead interim) {
    // is of no use to bytes
  }

  @Override
  public void head(ResponseHead response, boolean end) {
    Channel carrier = channel;
    ClientStream opened = stream;
    if (over || carrier == null || opened == null) {
      return;
    }
    boolean agreed = head.connect() ? response.switchesProtocol() : response.status() == OK;
    if (!agreed || end) {
      opened.cancel();
      end();
      return;
    }
    Traffic counted = listener.opened(carrier);
    traffic = counted;
    downstream.pipeline().addLast(new TunnelHandler(opened, limits, counted));
    if (early != null) {
      early.leave();
    }
    downstream.config().setAutoRead(opened.writable());
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    Traffic counted = traffic;
    if (over || counted == null) {
      data.release();
      return;
    }
    counted.received(data.readableBytes());
    limits.touch();
    downstream.write(data, downstream.voidPromise());
    flush.request();
    if (end) {
      end();
    } else if (stream != null && !downstream.isWritable()) {
      stream.pauseReading(true);
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    end();
  }

  @Override
  public void failed(StreamFailure failure) {
    end();
  }

  @Override
  public void writabilityChanged() {
    if (traffic != null && stream != null && !over) {
      downstream.config().setAutoRead(stream.writable());
    }
  }
}
