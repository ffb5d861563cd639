package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.ClientConnection;
import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ResponseListener;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.RequestPlace;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.pool.HttpPool;
import io.meshwright.proxy.worker.IdleTimer;
import io.meshwright.proxy.worker.LoopTimers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one host: waits for a connection, sends the request, passes the response on. Tells
 * its router how it ended, exactly once, unless it was cancelled. Belongs to one loop.
 */
final class Attempt implements HttpPool.Requester, ResponseListener {
  private final Router router;
  private final LoopCluster cluster;
  private final LoopHost host;
  private final RequestPlace place;
  private final ClusterCounters counters;
  private HttpPool.@Nullable Ticket ticket;
  private @Nullable ClientStream stream;
  private LoopTimers.@Nullable Timer timer;
  private @Nullable IdleTimer idle;
  private @Nullable ResponseHead responded;
  private boolean judged;
  private boolean over;

  /**
   * An attempt that was not begun.
   *
   * @param place at the host; taken by the caller, given back here
   */
  Attempt(Router router, LoopCluster cluster, RequestPlace place) {
    this.router = router;
    this.place = place;
    this.cluster = cluster;
    this.host = place.host();
    this.counters = cluster.counters();
  }

  /** Asks for a connection and goes on from there. */
  void begin(HttpPool pool, RetryState retries) {
    @Nullable Duration total = retries.perTryTimeout();
    if (total != null && total.isPositive()) {
      timer = router.timers().start(total, this::expire);
    }
    @Nullable Duration quiet = retries.perTryIdleTimeout();
    if (quiet != null && quiet.isPositive()) {
      idle = new IdleTimer(router.timers(), quiet, this::expireIdle);
    }
    HttpPool.Ticket queued = pool.acquire(retries.reuse(), this);
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

  /** Nothing came for too long: another attempt may follow, unless the response has begun. */
  private void expireIdle() {
    counters.perTryIdleTimeouts.increment();
    cluster.failedLocally(host);
    abandon();
    if (responded != null) {
      router.responseStalled();
    } else {
      router.attemptFailed(AttemptFailure.PER_TRY_IDLE_TIMEOUT, "");
    }
  }

  /** Something was sent or received. */
  void touch() {
    if (idle != null) {
      idle.touch();
    }
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
      timer.cancel();
    }
    if (idle != null) {
      idle.cancel();
    }
    place.release();
  }

  // ---- from the pool ----

  @Override
  public void ready(ClientConnection connection) {
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
    if (!over) {
      router.informational(head);
    }
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    if (over) {
      return;
    }
    responded = head;
    touch();
    if (timer != null) {
      timer.cancel();
    }
    judge(head, null, end);
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
    touch();
    if (end) {
      if (responded != null) {
        judge(responded, null, true);
      }
      finish();
    }
    router.responseData(data, end);
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (!over) {
      if (responded != null) {
        judge(responded, trailers, true);
      }
      finish();
      router.responseTrailers(trailers);
    }
  }

  /** Tells outlier detection how the host did, once: with gRPC that is known in the end. */
  private void judge(ResponseHead head, @Nullable HttpHeaders trailers, boolean end) {
    int status = GrpcStatus.asHttp(head, trailers);
    if (!judged && (status > 0 || end)) {
      judged = true;
      cluster.responded(host, status > 0 ? status : head.status());
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
          case REFUSED -> AttemptFailure.REFUSED;
          case RESET -> AttemptFailure.RESET;
          case CONNECTION_CLOSED -> AttemptFailure.CLOSED;
          case PROTOCOL_ERROR -> AttemptFailure.PROTOCOL;
        };
    if (cause.blamesHost()) {
      cluster.failedLocally(host);
    }
    finish();
    if (responded != null) {
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
