package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.Http1ClientConnection;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ResponseListener;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.upstream.pool.Http1Pool;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one host: waits for a connection, sends the request, passes the response on. Tells
 * its router how it ended, exactly once, unless it was cancelled. Belongs to one loop.
 */
final class Attempt implements Http1Pool.Requester, ResponseListener {
  /** An upstream that never comes to the point is cut off; honest ones send a few. */
  private static final int MAX_INTERIM = 100;

  private final Router router;
  private final LoopCluster cluster;
  private final LoopHost host;
  private final CircuitBreaker.Gauge place;
  private final ClusterCounters counters;
  private Http1Pool.@Nullable Ticket ticket;
  private @Nullable ClientStream stream;
  private @Nullable ScheduledFuture<?> timer;
  private int interim;
  private boolean responded;
  private boolean over;

  /**
   * An attempt that was not begun.
   *
   * @param place among the cluster's requests; taken by the caller, given back here
   */
  Attempt(Router router, LoopCluster cluster, LoopHost host, CircuitBreaker.Gauge place) {
    this.router = router;
    this.place = place;
    this.cluster = cluster;
    this.host = host;
    this.counters = cluster.counters();
  }

  /** Asks for a connection and goes on from there. */
  void begin(List<String> alpn, Http1Pool.Reuse reuse, @Nullable Duration perTryTimeout) {
    counters.requests.increment();
    counters.requestsActive.increment();
    host.counters().requestsTotal.increment();
    host.counters().requestsActive.increment();
    if (perTryTimeout != null && perTryTimeout.isPositive()) {
      timer =
          cluster.loop().schedule(this::expire, perTryTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    Http1Pool.Ticket queued = cluster.pool(host, alpn).acquire(reuse, this);
    if (stream == null && !over) {
      ticket = queued;
    }
  }

  LoopHost host() {
    return host;
  }

  /** The stream to the upstream; absent while the attempt waits for a connection. */
  @Nullable ClientStream stream() {
    return stream;
  }

  private void expire() {
    counters.perTryTimeouts.increment();
    cluster.failedLocally(host);
    abandon();
    router.attemptFailed(AttemptFailure.PER_TRY_TIMEOUT, "");
  }

  /** Gives up without telling the router. */
  void abandon() {
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
    if (timer != null) {
      timer.cancel(false);
    }
    counters.requestsActive.decrement();
    host.counters().requestsActive.decrement();
    place.release();
  }

  // ---- from the pool ----

  @Override
  public void ready(Http1ClientConnection connection) {
    ticket = null;
    ClientStream opened = connection.open(this);
    stream = opened;
    router.attemptReady(opened, connection.channel(), connection.exchanges() > 1);
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    if (!over) {
      cluster.failedLocally(host);
      finish();
      router.attemptFailed(
          failure.kind() == ConnectFailure.Kind.TIMEOUT
              ? AttemptFailure.CONNECT_TIMEOUT
              : AttemptFailure.CONNECT_FAILED,
          failure.reason());
    }
  }

  @Override
  public void overflow() {
    if (!over) {
      finish();
      router.attemptFailed(AttemptFailure.OVERFLOW, "");
    }
  }

  // ---- from the upstream ----

  @Override
  public void informational(ResponseHead head) {
    if (over) {
      return;
    }
    interim++;
    ClientStream answering = stream;
    if (interim > MAX_INTERIM && answering != null) {
      answering.cancel();
      failed(StreamFailure.PROTOCOL_ERROR);
    } else {
      router.informational(head);
    }
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    if (over) {
      return;
    }
    responded = true;
    if (timer != null) {
      timer.cancel(false);
    }
    cluster.responded(host, head.status());
    if (end) {
      finish();
    }
    router.responded(head, end);
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    if (over) {
      data.release();
      return;
    }
    counters.bytesReceived.add(data.readableBytes());
    if (end) {
      finish();
    }
    router.responseData(data, end);
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (!over) {
      finish();
      router.responseTrailers(trailers);
    }
  }

  @Override
  public void failed(StreamFailure failure) {
    if (over) {
      return;
    }
    AttemptFailure cause =
        switch (failure) {
          case NOT_SENT -> AttemptFailure.NOT_SENT;
          case STALE_CONNECTION -> AttemptFailure.STALE_CONNECTION;
          case CONNECTION_CLOSED -> AttemptFailure.CLOSED;
          case PROTOCOL_ERROR -> AttemptFailure.PROTOCOL;
        };
    // an idle connection that ends says nothing against its host
    if (cause != AttemptFailure.NOT_SENT && cause != AttemptFailure.STALE_CONNECTION) {
      cluster.failedLocally(host);
    }
    finish();
    if (responded) {
      router.responseBroken(failure);
    } else {
      router.attemptFailed(cause, "");
    }
  }

  @Override
  public void writabilityChanged() {
    if (!over) {
      router.upstreamWritabilityChanged();
    }
  }
}
