package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection from a client: one request at a time, each handed to a {@link
 * RequestHandler}. Writes are gathered and flushed at the end of a turn of the loop.
 *
 * <p>Buffers: a body piece goes to the request's listener, which releases it; what comes while no
 * request is open is released here.
 */
public final class Http1ServerConnection extends ChannelInboundHandlerAdapter {
  private static final int BAD_REQUEST = 400;
  private static final int UPGRADE_REQUIRED = 426;

  private final Settings settings;
  private final RequestHandler handler;
  private final OneRequestDecoder decoder;
  private final ServerEncoder encoder = new ServerEncoder();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Http1ServerStream stream;
  private @Nullable ScheduledFuture<?> timer;
  private long requests;
  private @Nullable TurnFlush flush;
  private long idleSince;
  private boolean draining;
  private boolean closing;

  /**
   * What a connection keeps to; zero durations are no limit.
   *
   * @param scheme of requests in origin form
   * @param maxRequests 0 is no limit
   */
  public record Settings(
      Http1Limits limits,
      String scheme,
      boolean acceptHttp10,
      long maxRequests,
      Duration idleTimeout,
      Duration headTimeout) {}

  private Http1ServerConnection(Settings settings, RequestHandler handler) {
    this.settings = settings;
    this.handler = handler;
    this.decoder = new OneRequestDecoder(settings.limits());
  }

  /** Makes the channel speak HTTP/1.1; on its loop. */
  public static void install(Channel channel, Settings settings, RequestHandler handler) {
    Http1ServerConnection connection = new Http1ServerConnection(settings, handler);
    // as in Envoy, a client that closes its side has gone away
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    channel.pipeline().addLast(connection.decoder, connection.encoder, connection);
    channel.config().setAutoRead(true);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    flush = new TurnFlush(ctx.channel());
    beginIdle();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case HttpRequest request -> begin(request);
      case HttpContent content -> content(content);
      case ByteBuf raw -> raw(raw);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    if (closing) {
      return;
    }
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean last = settings.maxRequests() > 0 && requests + 1 >= settings.maxRequests();
    boolean close =
        http10
            || last
            || request
                .headers()
                .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    boolean end = !hasBody(request);
    RequestHead head;
    try {
      head = Http1Rules.request(request, settings.limits(), settings.scheme());
    } catch (MessageRefusedException e) {
      refuse(e.status(), String.valueOf(e.getMessage()));
      return;
    }
    if (http10 && !settings.acceptHttp10()) {
      refuse(UPGRADE_REQUIRED, "HTTP/1.0");
      return;
    }
    requests++;
    encoder.answers(head.method());
    Http1ServerStream opened = new Http1ServerStream(this, head.method(), http10, close);
    stream = opened;
    if (head.headers().contains(HttpHeaderNames.EXPECT)) {
      head.headers().remove(HttpHeaderNames.EXPECT);
      write(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    opened.start(handler, head, end);
  }

  private static boolean hasBody(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
  }

  private void content(HttpContent content) {
    @Nullable Http1ServerStream current = stream;
    if (content.decoderResult().isFailure()) {
      content.release();
      if (current != null && !closing) {
        handler.refused(BAD_REQUEST, String.valueOf(content.decoderResult().cause()));
        if (current.responseBegun()) {
          abort();
        } else {
          current.detach();
          refuse(BAD_REQUEST, "body");
        }
      }
      return;
    }
    if (current == null || closing) {
      content.release();
      return;
    }
    current.received(content);
  }

  private void raw(ByteBuf raw) {
    @Nullable Http1ServerStream current = stream;
    if (current == null) {
      raw.release();
    } else {
      current.tunnelled(raw);
    }
  }

  private void refuse(int status, String reason) {
    closing = true;
    handler.refused(status, reason);
    HttpResponseStatus code = HttpResponseStatus.valueOf(status);
    ChannelHandlerContext ctx = context();
    ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), code.reasonPhrase());
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, code, body);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    encoder.answers("GET");
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    @Nullable Http1ServerStream current = stream;
    stream = null;
    if (current != null) {
      current.gone();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    @Nullable Http1ServerStream current = stream;
    if (current != null) {
      current.writabilityChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ConnectionDrain drain) {
      draining = true;
      // who has just connected is about to send
      if (drain == ConnectionDrain.BEGIN && stream == null && requests > 0) {
        ctx.close();
      }
    } else if (event instanceof ChannelInputShutdownEvent && stream != null) {
      stream.inputEnded();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  // ---- for the stream ----

  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  boolean drainAsked() {
    return draining || handler.draining();
  }

  /** Writes; flushed at the end of the loop's turn. */
  void write(Object message) {
    ChannelHandlerContext ctx = context();
    ctx.write(message, ctx.voidPromise());
    if (flush != null) {
      flush.request();
    }
  }

  /**
   * The response is complete.
   *
   * @param close whether the connection ends with it
   */
  void complete(boolean close) {
    stream = null;
    if (close) {
      lingerAndClose();
    } else {
      beginIdle();
      context().channel().config().setAutoRead(true);
      decoder.next();
    }
  }

  private void lingerAndClose() {
    closing = true;
    PeerSocket.closeGently(context());
    decoder.discard();
  }

  /** Breaks the connection off, so that the client sees that something is missing. */
  void abort() {
    closing = true;
    stream = null;
    ChannelHandlerContext ctx = context();
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    ctx.close();
  }

  /**
   * From here on bytes pass as they are; what was read ahead follows.
   *
   * @param halfClosable whether a client that ends its side waits for the rest of the other
   */
  void becomeTunnel(boolean halfClosable) {
    ChannelHandlerContext ctx = context();
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosable);
    ctx.flush();
    ctx.pipeline().remove(encoder);
    ctx.pipeline().remove(decoder);
  }

  /** No request is open. One timer serves all pauses: it looks when it rings. */
  private void beginIdle() {
    idleSince = System.nanoTime();
    if (timer == null && settings.idleTimeout().isPositive()) {
      ringAfter(settings.idleTimeout().toNanos());
    }
  }

  private void ringAfter(long nanos) {
    timer = context().executor().schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
  }

  private void ring() {
    long limit = settings.idleTimeout().toNanos();
    long left = stream == null ? limit - (System.nanoTime() - idleSince) : limit;
    if (left > 0) {
      ringAfter(left);
    } else {
      timer = null;
      context().close();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
