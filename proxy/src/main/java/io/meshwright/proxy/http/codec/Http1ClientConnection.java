package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to an upstream: one exchange at a time. Whatever makes the state of the
 * connection doubtful (bytes that nobody asked for, an unfinished request, a body that ends with
 * the connection) keeps it from being used again.
 *
 * <p>Buffers: a body piece goes to the exchange's listener, which releases it; what comes while no
 * exchange is open is released here and closes the connection.
 */
public final class Http1ClientConnection extends ChannelInboundHandlerAdapter
    implements ClientConnection {
  private final Owner owner;
  private final Channel channel;
  private final OneResponseDecoder decoder = new OneResponseDecoder();
  private final HttpRequestEncoder encoder = new HttpRequestEncoder();
  private @Nullable Http1ClientStream stream;
  private long exchanges;
  private final TurnFlush flush;
  private boolean keepAlive = true;

  /** Who keeps the connection between exchanges. Called on the connection's loop. */
  public interface Owner {
    /** The exchange is over and the connection may be used for another one. */
    void idle(Http1ClientConnection connection);

    /** The connection is closed, or will not be used again and is about to be. */
    void closed(Http1ClientConnection connection);
  }

  private Http1ClientConnection(Channel channel, Owner owner) {
    this.channel = channel;
    this.owner = owner;
    this.flush = new TurnFlush(channel);
  }

  /** Makes the channel speak HTTP/1.1; on its loop. */
  public static Http1ClientConnection install(Channel channel, Owner owner) {
    Http1ClientConnection connection = new Http1ClientConnection(channel, owner);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    channel.pipeline().addLast(connection.decoder, connection.encoder, connection);
    channel.config().setAutoRead(true);
    return connection;
  }

  /** The connection must be idle. */
  @Override
  public ClientStream open(ResponseListener listener) {
    if (stream != null) {
      throw new IllegalStateException("an exchange is open");
    }
    Http1ClientStream opened = new Http1ClientStream(this, listener, exchanges > 0);
    exchanges++;
    stream = opened;
    return opened;
  }

  /** Whether it can be given out: open, with nothing half done. */
  public boolean usable() {
    return stream == null && keepAlive && channel.isActive();
  }

  /** Whether the upstream still has its side open; see {@link PeerSocket#open}. */
  public boolean openAtPeer() {
    return PeerSocket.open(channel);
  }

  @Override
  public long exchanges() {
    return exchanges;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** Closes now. */
  public void close() {
    keepAlive = false;
    channel.close();
  }

  /** Closes now if idle, else when the exchange is over. */
  public void closeWhenIdle() {
    keepAlive = false;
    if (stream == null) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    @Nullable Http1ClientStream current = stream;
    if (current == null) {
      ReferenceCountUtil.release(message);
      close();
      return;
    }
    switch (message) {
      case HttpResponse response -> head(current, response);
      case HttpContent content -> current.content(content);
      case ByteBuf raw -> current.tunnelled(raw);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void head(Http1ClientStream current, HttpResponse response) {
    try {
      if (response.decoderResult().isFailure()) {
        throw new MessageRefusedException(0, String.valueOf(response.decoderResult().cause()));
      }
      Http1Rules.checkFraming(response);
      if (response.headers().size() > Http1Limits.RESPONSE.maxHeaders()) {
        throw new MessageRefusedException(0, "too many headers");
      }
    } catch (MessageRefusedException _) {
      current.fail(StreamFailure.PROTOCOL_ERROR);
      return;
    }
    if (!response.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || response
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
      keepAlive = false;
    }
    current.responded(response);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    @Nullable Http1ClientStream current = stream;
    stream = null;
    keepAlive = false;
    if (current != null) {
      current.connectionClosed();
    }
    owner.closed(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stream != null) {
      stream.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ConnectionDrain) {
      closeWhenIdle();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  // ---- for the stream ----

  void expectResponseTo(String method) {
    decoder.expect(method);
  }

  /** Like {@link #write}; says when the kernel has taken the whole head. */
  void writeHead(HttpRequest head, Runnable written) {
    channel
        .write(head)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                written.run();
              }
            });
    flush.request();
  }

  /** Writes; flushed at the end of the loop's turn. */
  void write(Object message) {
    channel.write(message, channel.voidPromise());
    flush.request();
  }

  /** The exchange is over; {@code reusable} if both halves were complete. */
  void complete(boolean reusable) {
    stream = null;
    if (reusable && keepAlive && channel.isActive()) {
      channel.config().setAutoRead(true);
      owner.idle(this);
    } else {
      close();
    }
  }

  /** From here on what is written passes as it is. */
  void stopEncoding() {
    keepAlive = false;
    channel.pipeline().remove(encoder);
  }

  /** Ends this side of a tunnel behind what was written. */
  void endOutput() {
    PeerSocket.endOutput(channel);
  }

  /** From here on what is read passes as it is. */
  void becomeTunnel() {
    channel.pipeline().remove(decoder);
  }

  static boolean isLast(HttpContent content) {
    return content instanceof LastHttpContent;
  }
}
