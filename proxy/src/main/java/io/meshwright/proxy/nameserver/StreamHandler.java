package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * Queries over a TCP connection, without their lengths; answered in the order in which answers come
 * (RFC 7766, section 6.2.1.1). Releases each query after the resolver has seen it.
 */
final class StreamHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private final Resolver resolver;

  StreamHandler(Resolver resolver) {
    this.resolver = resolver;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf query) {
    resolver.answer(query, Protocol.TCP, ctx::writeAndFlush);
  }

  /** It has been idle. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
