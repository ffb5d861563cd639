package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection from a client: each stream is a request, handed to a {@link RequestHandler}.
 *
 * <p>It ends in two steps (RFC 9113 section 6.8): a GOAWAY that takes no stream away yet, and when
 * the client has certainly read it, a second one with the last stream that will be answered. It is
 * closed when no stream is open any more.
 */
public final class Http2ServerConnection implements Http2Side {
  private static final int BAD_REQUEST = 400;
  private static final int CONTINUE = 100;
  private static final long DRAIN_PING = 0x647261696eL;

  private final Settings settings;
  private final RequestHandler requests;
  private final Http2Handler handler;
  private @Nullable ScheduledFuture<?> idleTimer;
  private @Nullable ScheduledFuture<?> drainTimer;
  private long begun;
  private long idleSince;
  private boolean draining;
  private boolean leaving;

  /**
   * What a connection keeps to; zero durations are no limit.
   *
   * @param maxHeadBytes of all headers of a request together
   * @param maxHeaders number of headers
   * @param scheme of requests
   * @param maxRequests 0 is no limit
   * @param idleTimeout without a stream
   * @param drainTimeout at most between the two steps of the end
   */
  public record Settings(
      int maxHeadBytes,
      int maxHeaders,
      HttpProtocol.Http2 http2,
      String scheme,
      long maxRequests,
      Duration idleTimeout,
      Duration drainTimeout) {}

  private Http2ServerConnection(
      Settings settings, RandomGenerator random, RequestHandler requests) {
    this.settings = settings;
    this.requests = requests;
    this.handler =
        Http2Handler.create(true, settings.http2(), settings.maxHeadBytes(), this, random);
    this.idleSince = System.nanoTime();
  }

  /** Makes the channel speak HTTP/2; on its loop. */
  public static void install(
      Channel channel, Settings settings, RandomGenerator random, RequestHandler requests) {
    Http2ServerConnection connection = new Http2ServerConnection(settings, random, requests);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    channel.pipeline().addLast(connection.handler);
    connection.startIdleTimer(settings.idleTimeout().toNanos());
    channel.config().setAutoRead(true);
  }

  @Override
  public void opened(Http2Stream stream, Http2Headers block, boolean end) throws Http2Exception {
    begun++;
    Http2Flow flow = new Http2Flow(handler, stream);
    RequestHead head;
    try {
      head =
          Http2Rules.request(
              block, settings.maxHeaders(), settings.scheme(), settings.http2().allowConnect());
    } catch (MessageRefusedException e) {
      refuse(flow, e);
      return;
    }
    Http2ServerStream opened = new Http2ServerStream(this, flow, handler.budget().now());
    handler.attach(stream, opened);
    if (head.headers().contains(HttpHeaderNames.EXPECT)) {
      head.headers().remove(HttpHeaderNames.EXPECT);
      opened.informational(new ResponseHead(CONTINUE, new DefaultHttpHeaders()));
    }
    opened.start(requests, head, end);
    if (settings.maxRequests() > 0 && begun >= settings.maxRequests()) {
      drain();
    }
  }

  /** Answers and resets: what is malformed counts against the client (RFC 9113 section 8.1.1). */
  private void refuse(Http2Flow flow, MessageRefusedException refusal) throws Http2Exception {
    requests.refused(refusal.status(), String.valueOf(refusal.getMessage()));
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
    flow.headers(Http2Headings.response(refusal.status(), headers), true);
    throw Http2Exception.streamError(
        flow.id(),
        refusal.status() == BAD_REQUEST ? Http2Error.PROTOCOL_ERROR : Http2Error.NO_ERROR,
        "%s",
        String.valueOf(refusal.getMessage()));
  }

  @Override
  public void streamClosed() {
    if (handler.connection().numActiveStreams() == 0) {
      idleSince = System.nanoTime();
      if (leaving) {
        handler.closeGently();
      }
    }
  }

  @Override
  public void drainAsked() {
    drain();
  }

  /** The first step of the end. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    handler.sayGoAway(Integer.MAX_VALUE);
    // its answer comes after every stream that the client opened before it knew
    handler.ping(DRAIN_PING);
    drainTimer =
        handler
            .context()
            .executor()
            .schedule(this::leave, settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void pingAnswered(long payload) {
    if (payload == DRAIN_PING && draining) {
      leave();
    }
  }

  /** The second step. */
  private void leave() {
    if (leaving) {
      return;
    }
    leaving = true;
    stop(drainTimer);
    handler.sayGoAway(handler.connection().remote().lastStreamCreated());
    if (handler.connection().numActiveStreams() == 0) {
      handler.closeGently();
    }
  }

  private void startIdleTimer(long nanos) {
    if (nanos > 0) {
      idleTimer =
          handler.context().executor().schedule(this::lookIdle, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** A timer that is not set anew for each stream: it looks when it rings. */
  private void lookIdle() {
    long limit = settings.idleTimeout().toNanos();
    long left =
        handler.connection().numActiveStreams() > 0
            ? limit
            : limit - (System.nanoTime() - idleSince);
    if (left > 0) {
      startIdleTimer(left);
    } else {
      drain();
    }
  }

  private static void stop(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void settingsReceived() {
    // Netty keeps to them
  }

  @Override
  public void goAwayReceived(int lastStream) {
    // this end opens no streams
  }

  @Override
  public void connectionClosed() {
    stop(idleTimer);
    stop(drainTimer);
  }

  // ---- for the streams ----

  Settings settings() {
    return settings;
  }

  Http2Budget budget() {
    return handler.budget();
  }

  /** A response begins: the moment to tell the client that it should leave. */
  void responding() {
    if (requests.draining()) {
      drain();
    }
  }
}
