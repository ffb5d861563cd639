package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/2 for one connection, either end of it, with the limits that Netty leaves to its
 * user. Tells its {@link Http2Side} what happens to the connection and each stream's {@link
 * Http2Lane} what comes on it. Writes are gathered and flushed once per turn of the loop. For the
 * connection's loop.
 */
final class Http2Handler extends Http2ConnectionHandler {
  private static final int DEFAULT_WINDOW = 65_535;

  /** Acknowledgements and resets that a peer may leave unread. */
  private static final int QUEUED_CONTROL_FRAMES = 1000;

  private static final int CONSECUTIVE_EMPTY_DATA_FRAMES = 2;
  private static final int SMALL_CONTINUATION_FRAMES = 16;

  private final Http2Side side;
  private final HttpProtocol.Http2 options;
  private final RandomGenerator random;
  private final Http2Connection.PropertyKey lanes;
  private final Http2Budget budget = new Http2Budget(System::nanoTime);
  private final RecentResets resets = new RecentResets();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Http2Keepalive keepalive;
  private boolean reading;
  private boolean flushAsked;
  private boolean extendedConnect;
  private boolean broken;

  private Http2Handler(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Http2Side side,
      HttpProtocol.Http2 options,
      RandomGenerator random) {
    super(decoder, encoder, settings, true);
    this.side = side;
    this.options = options;
    this.random = random;
    this.lanes = connection().newKey();
  }

  /**
   * Makes a handler that is not in a pipeline yet.
   *
   * @param server whether this end accepted the connection
   * @param maxHeadBytes of one block of headers
   * @param random spreads pings
   */
  static Http2Handler create(
      boolean server,
      HttpProtocol.Http2 options,
      int maxHeadBytes,
      Http2Side side,
      RandomGenerator random) {
    Http2Settings settings =
        new Http2Settings()
            .initialWindowSize(options.streamWindow())
            .maxHeaderListSize(maxHeadBytes);
    if (server) {
      settings.maxConcurrentStreams(options.maxConcurrentStreams());
      if (options.allowConnect()) {
        settings.connectProtocolEnabled(true);
      }
    } else {
      settings.pushEnabled(false);
    }
    return new Builder(server, settings, side, options, random).build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    int more = options.connectionWindow() - DEFAULT_WINDOW;
    if (more > 0) {
      connection()
          .local()
          .flowController()
          .incrementWindowSize(connection().connectionStream(), more);
    }
    HttpProtocol.@Nullable Keepalive pings = options.keepalive();
    if (pings != null) {
      keepalive = new Http2Keepalive(ctx.executor(), pings, random, this::ping, () -> ctx.close());
      keepalive.start();
    }
    flushSoon();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    if (keepalive != null) {
      keepalive.stop();
    }
    super.handlerRemoved0(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    reading = true;
    if (keepalive != null) {
      keepalive.heard();
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    // the superclass flushes
    super.channelReadComplete(ctx);
    reading = false;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (keepalive != null) {
      keepalive.stop();
    }
    super.channelInactive(ctx);
    side.connectionClosed();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ConnectionDrain) {
      side.drainAsked();
    }
    super.userEventTriggered(ctx, event);
  }

  /** What is no error of HTTP/2 is one of the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (outbound) {
      super.onStreamError(ctx, true, cause, error);
      return;
    }
    @Nullable Http2Stream stream = connection().stream(error.streamId());
    if (stream == null && error.error() == Http2Error.STREAM_CLOSED) {
      // on its way when this end reset the stream, or a frame that nobody may send
      if (!resets.contain(error.streamId())) {
        onConnectionError(ctx, false, cause, error);
      }
      return;
    }
    if (stream != null
        && lane(stream) != null
        && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE
        && error.error() == Http2Error.PROTOCOL_ERROR) {
      // headers after the end (RFC 9113 section 5.1)
      resetStream(ctx, error.streamId(), Http2Error.STREAM_CLOSED.code(), ctx.newPromise());
    } else {
      super.onStreamError(ctx, false, cause, error);
    }
    try {
      budget.streamMisused();
    } catch (Http2Exception e) {
      onConnectionError(ctx, false, e, e);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    broken = true;
    super.onConnectionError(ctx, outbound, cause, error);
  }

  // ---- for the side and its lanes ----

  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  /** What the peer said that it takes. */
  void settingsReceived(Http2Settings settings) {
    extendedConnect = Boolean.TRUE.equals(settings.connectProtocolEnabled());
    side.settingsReceived();
  }

  /** The peer answered a ping. */
  void pingAnswered(long payload) {
    if (payload == Http2Keepalive.PAYLOAD && keepalive != null) {
      keepalive.answered();
    } else {
      side.pingAnswered(payload);
    }
  }

  /** A stream is over. */
  void streamClosed(Http2Stream stream) {
    if (stream.isResetSent()) {
      resets.add(stream.id());
    }
    @Nullable Http2Lane lane = lane(stream);
    if (lane != null) {
      lane.closed();
    }
    side.streamClosed();
  }

  /** Whether the peer takes extended CONNECT (RFC 8441 section 3). */
  boolean extendedConnectAtPeer() {
    return extendedConnect;
  }

  /** Whether this end gave the connection up because of an error. */
  boolean broken() {
    return broken;
  }

  Http2Budget budget() {
    return budget;
  }

  /** Flushes at the end of this turn of the loop. */
  void flushSoon() {
    if (!reading && !flushAsked) {
      flushAsked = true;
      context().executor().execute(this::flushNow);
    }
  }

  private void flushNow() {
    flushAsked = false;
    if (context().channel().isActive()) {
      flush(context());
    }
  }

  /** From now on the lane is told what comes on the stream. */
  void attach(Http2Stream stream, Http2Lane lane) {
    stream.setProperty(lanes, lane);
  }

  /**
   * Opens a stream of this end.
   *
   * @param written done when the kernel has taken the headers
   * @return absent if the connection has no room for it, or no longer
   */
  @Nullable Http2Stream open(Http2Headers headers, boolean end, ChannelPromise written) {
    if (keepalive != null) {
      keepalive.needed();
    }
    int id = connection().local().incrementAndGetNextStreamId();
    if (id < 0) {
      return null;
    }
    encoder().writeHeaders(context(), id, headers, 0, end, written);
    flushSoon();
    return connection().stream(id);
  }

  /** Gives the peer room for as many bytes as were read from it. */
  void giveCredit(Http2Stream stream, int credit) {
    try {
      if (connection().local().flowController().consumeBytes(stream, credit)) {
        flushSoon();
      }
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  void ping(long payload) {
    encoder().writePing(context(), false, payload, context().newPromise());
    flushSoon();
  }

  /** Tells the peer that streams above this one will not be processed. */
  ChannelFuture sayGoAway(int lastStream) {
    ChannelFuture written =
        goAway(
            context(),
            lastStream,
            Http2Error.NO_ERROR.code(),
            Unpooled.EMPTY_BUFFER,
            context().newPromise());
    flushSoon();
    return written;
  }

  /** Flushes what was written, and closes. */
  void closeGently() {
    if (context().channel().isActive()) {
      flush(context());
      PeerSocket.closeGently(context());
    }
  }

  @Nullable Http2Lane lane(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(lanes);
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Handler, Builder> {
    private final Http2Side side;
    private final HttpProtocol.Http2 options;
    private final RandomGenerator random;

    Builder(
        boolean server,
        Http2Settings settings,
        Http2Side side,
        HttpProtocol.Http2 options,
        RandomGenerator random) {
      this.side = side;
      this.options = options;
      this.random = random;
      Http2Connection connection = new DefaultHttp2Connection(server);
      // streams share alike: RFC 9113 section 5.3 has no priorities any more
      connection
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(
                  connection, new UniformStreamByteDistributor(connection)));
      connection(connection);
      initialSettings(settings);
      validateHeaders(true);
      encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES);
      decoderEnforceMaxConsecutiveEmptyDataFrames(CONSECUTIVE_EMPTY_DATA_FRAMES);
      decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATION_FRAMES);
      // the budget counts resets, and only those that are misuse
      decoderEnforceMaxRstFramesPerWindow(0, 0);
      encoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    @Override
    protected Http2Handler build() {
      return super.build();
    }

    @Override
    protected Http2Handler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      Http2Handler handler = new Http2Handler(decoder, encoder, settings, side, options, random);
      if (handler.connection().isServer()) {
        // not only after the client has acknowledged it (CVE-2026-47244)
        handler.connection().remote().maxActiveStreams(options.maxConcurrentStreams());
      }
      Http2Events events = new Http2Events(handler, side);
      frameListener(events);
      handler.connection().addListener(events);
      encoder
          .flowController()
          .listener(
              stream -> {
                @Nullable Http2Lane lane = handler.lane(stream);
                if (lane != null) {
                  lane.writabilityChanged();
                }
              });
      return handler;
    }
  }
}
