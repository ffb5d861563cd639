package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an upstream at which a tunnel ends (RFC 9110 section 9.3.6): it speaks no HTTP,
 * and carries what follows one CONNECT. To its exchange it looks as if the upstream had agreed. The
 * upstream's end is the end of the response, and so of the tunnel; the client's is passed on.
 *
 * <p>Buffers: what is read goes to the exchange's listener, which releases it.
 */
public final class TunnelConnection extends ChannelInboundHandlerAdapter
    implements ClientConnection, ClientStream {
  private static final int OK = 200;

  private final Channel channel;
  private final Runnable closed;
  private final TurnFlush flush;
  private @Nullable ResponseListener listener;
  private boolean over;

  private TunnelConnection(Channel channel, Runnable closed) {
    this.channel = channel;
    this.closed = closed;
    this.flush = new TurnFlush(channel);
  }

  /** Takes the channel over, on its loop; {@code closed} is told when it is closed. */
  public static TunnelConnection install(Channel channel, Runnable closed) {
    TunnelConnection connection = new TunnelConnection(channel, closed);
    channel.pipeline().addLast(connection);
    return connection;
  }

  @Override
  public ClientStream open(ResponseListener to) {
    listener = to;
    return this;
  }

  @Override
  public long exchanges() {
    return listener == null ? 0 : 1;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  // ---- from the exchange ----

  @Override
  public void head(RequestHead head, boolean end) {
    // after the exchange has done what it does when it has a stream
    channel.eventLoop().execute(this::agree);
  }

  private void agree() {
    ResponseListener to = listener;
    if (!over && to != null) {
      to.head(ResponseHead.tunnel(OK, new DefaultHttpHeaders()), false);
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    if (over) {
      data.release();
      return;
    }
    channel.write(data, channel.voidPromise());
    if (end) {
      PeerSocket.endOutput(channel);
    } else {
      flush.request();
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    data(Unpooled.EMPTY_BUFFER, true);
  }

  @Override
  public void cancel() {
    over = true;
    channel.close();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over) {
      channel.config().setAutoRead(!paused);
    }
  }

  // ---- from the upstream ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ResponseListener to = listener;
    if (message instanceof ByteBuf bytes && to != null && !over) {
      to.data(bytes, false);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      end();
    }
  }

  private void end() {
    ResponseListener to = listener;
    if (!over && to != null) {
      over = true;
      to.data(Unpooled.EMPTY_BUFFER, true);
      PeerSocket.closeWhenWritten(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    closed.run();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!over && listener != null) {
      listener.writabilityChanged();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
