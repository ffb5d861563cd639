package io.meshwright.proxy.http.side;

import io.meshwright.proxy.http.codec.ClientConnection;
import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ResponseListener;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.RequestPlace;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.lb.Selection;
import io.meshwright.proxy.upstream.pool.HttpPool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a cluster that no client waits for. It is sent once: there is no retry. Belongs to
 * the cluster's loop.
 *
 * <p>What is given to {@link #send} is owned here until the upstream's stream takes it. At most the
 * cluster's buffer limit waits: a request that is fed faster than the upstream reads is given up.
 */
public final class SideCall implements HttpPool.Requester, ResponseListener {
  private final LoopCluster cluster;
  private final Options options;
  private final SideAnswer answer;
  private final RequestHead head;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable RequestPlace place;
  private HttpPool.@Nullable Ticket ticket;
  private @Nullable ClientStream stream;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ResponseHead response;
  private long waitingBytes;
  private boolean complete;
  private boolean headSent;
  private boolean endSent;
  private boolean over;

  /**
   * How a call is made.
   *
   * @param destination what the client dialled, for clusters that follow it
   * @param alpn what upstream TLS offers instead of what the cluster says, where named
   * @param timeout from the end of the request; zero is none
   * @param keep bytes of the answer's body to keep; the rest is dropped
   */
  public record Options(
      SocketAddress destination,
      Map<UpstreamProtocol, List<String>> alpn,
      Duration timeout,
      int keep) {
    public Options {
      alpn = Map.copyOf(alpn);
    }
  }

  private SideCall(LoopCluster cluster, RequestHead head, Options options, SideAnswer answer) {
    this.cluster = cluster;
    this.head = head;
    this.options = options;
    this.answer = answer;
  }

  /**
   * Begins a call, which may have failed already when this returns; takes over the head.
   *
   * @param end whether the request has no body
   */
  public static SideCall begin(
      LoopCluster cluster, RequestHead head, boolean end, Options options, SideAnswer answer) {
    SideCall call = new SideCall(cluster, head, options, answer);
    call.complete = end;
    call.dial();
    if (end) {
      call.startTimer();
    }
    return call;
  }

  private void dial() {
    LoopHost picked = cluster.pick(options.destination(), Selection.ANY);
    if (picked == null) {
      fail("no healthy upstream");
      return;
    }
    place = RequestPlace.take(cluster, picked);
    if (place == null) {
      fail("overflow");
      return;
    }
    HttpPool.Ticket queued =
        cluster
            .pool(picked, head.version(), options.alpn(), null)
            .acquire(HttpPool.Reuse.OPEN_AT_PEER, this);
    if (stream == null && !over) {
      ticket = queued;
    }
  }

  private void startTimer() {
    if (!over && timer == null && options.timeout().isPositive()) {
      timer =
          cluster
              .loop()
              .schedule(
                  () -> {
                    cluster.counters().timeouts.increment();
                    fail("timeout");
                  },
                  options.timeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  // ---- from whom it serves ----

  /** A piece of the request's body; takes over the buffer. */
  public void send(ByteBuf data, boolean end) {
    if (over || complete) {
      data.release();
      return;
    }
    complete = end;
    waitingBytes += data.readableBytes();
    waiting.add(data);
    if (waitingBytes > cluster.cluster().bufferLimitBytes()) {
      fail("the upstream does not keep up");
      return;
    }
    pump();
    if (end) {
      startTimer();
    }
  }

  /** The end of a request whose last piece did not say so. */
  public void end() {
    if (!over && !complete) {
      complete = true;
      pump();
      startTimer();
    }
  }

  /** Whether all of the request was given here. */
  public boolean complete() {
    return complete;
  }

  /** Gives up; the answer is not told. */
  public void cancel() {
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

  private void fail(String reason) {
    if (!over) {
      cancel();
      answer.failed(reason);
    }
  }

  private void finish() {
    over = true;
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    if (timer != null) {
      timer.cancel(false);
    }
    if (place != null) {
      place.release();
    }
  }

  private void pump() {
    ClientStream to = stream;
    if (to == null) {
      return;
    }
    if (!headSent) {
      headSent = true;
      endSent = complete && waiting.isEmpty();
      to.head(head, endSent);
    }
    while (!over && !waiting.isEmpty() && to.writable()) {
      ByteBuf next = waiting.remove();
      waitingBytes -= next.readableBytes();
      endSent = complete && waiting.isEmpty();
      to.data(next, endSent);
    }
    if (!over && complete && !endSent && waiting.isEmpty()) {
      endSent = true;
      to.trailers(EmptyHttpHeaders.INSTANCE);
    }
  }

  // ---- from the pool ----

  @Override
  public void ready(ClientConnection connection) {
    ticket = null;
    ClientStream opened = connection.open(this);
    stream = opened;
    if (over) {
      opened.cancel();
    } else {
      pump();
    }
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    if (!over) {
      if (place != null) {
        cluster.failedLocally(place.host());
      }
      fail(failure.reason());
    }
  }

  @Override
  public void overflow() {
    fail("overflow");
  }

  // ---- from the upstream ----

  @Override
  public void informational(ResponseHead informational) {
    // nobody waits for what is no answer
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    if (over) {
      return;
    }
    response = head;
    if (end) {
      answered(EmptyHttpHeaders.INSTANCE);
    }
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    try {
      if (!over) {
        cluster.counters().bytesReceived.add(data.readableBytes());
        int kept = Math.min(data.readableBytes(), options.keep() - body.size());
        body.write(ByteBufUtil.getBytes(data, data.readerIndex(), kept), 0, kept);
      }
    } finally {
      data.release();
    }
    if (end) {
      answered(EmptyHttpHeaders.INSTANCE);
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    answered(trailers);
  }

  private void answered(HttpHeaders trailers) {
    ResponseHead head = response;
    if (!over && head != null) {
      if (place != null) {
        cluster.responded(place.host(), GrpcStatus.asHttp(head, trailers));
      }
      boolean unfinished = !endSent;
      finish();
      if (unfinished && stream != null) {
        stream.cancel();
      }
      answer.answered(new SideResponse(head, body.toByteArray(), trailers));
    }
  }

  @Override
  public void failed(StreamFailure failure) {
    if (!over) {
      if (place != null && failure != StreamFailure.NOT_SENT) {
        cluster.failedLocally(place.host());
      }
      finish();
      answer.failed("the upstream ended the connection");
    }
  }

  @Override
  public void writabilityChanged() {
    if (!over) {
      pump();
    }
  }
}
