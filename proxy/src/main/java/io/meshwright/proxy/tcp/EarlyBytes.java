package io.meshwright.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Keeps what comes before there is an upstream; releases it if none is found. */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
  private final ArrayDeque<Object> kept = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private boolean inputEnded;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf) {
      kept.add(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    inputEnded |= event instanceof ChannelInputShutdownEvent;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void drop() {
    kept.forEach(ReferenceCountUtil::release);
    kept.clear();
  }

  /** Hands everything on to the relay and leaves the pipeline. */
  void leave() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || ctx.isRemoved()) {
      return;
    }
    while (!kept.isEmpty()) {
      ctx.fireChannelRead(kept.poll());
    }
    ctx.fireChannelReadComplete();
    if (inputEnded) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    ctx.pipeline().remove(this);
  }
}
