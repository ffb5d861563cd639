package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.codec.ClientStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * The client's end of a tunnel: what is read here goes to the proxy, no faster than it takes it.
 * The stream takes the buffers over.
 */
final class TunnelHandler extends ChannelInboundHandlerAdapter {
  private final ClientStream stream;
  private final RelayLimits limits;
  private final Traffic traffic;
  private boolean ended;

  TunnelHandler(ClientStream stream, RelayLimits limits, Traffic traffic) {
    this.stream = stream;
    this.limits = limits;
    this.traffic = traffic;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      traffic.sent(bytes.readableBytes());
      limits.touch();
      stream.data(bytes, false);
      if (!stream.writable()) {
        ctx.channel().config().setAutoRead(false);
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    stream.pauseReading(!ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean end =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (end && !ended) {
      ended = true;
      stream.data(Unpooled.EMPTY_BUFFER, true);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
