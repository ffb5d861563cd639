package io.meshwright.proxy.nameserver;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** Queries over UDP. Releases each after the resolver has seen it. */
@Sharable
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
  private final Resolver resolver;

  DatagramHandler(Resolver resolver) {
    this.resolver = resolver;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    resolver.answer(
        packet.content(),
        Protocol.UDP,
        message -> ctx.writeAndFlush(new DatagramPacket(message, packet.sender())));
  }

  /** Of one packet; the next may be better. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
}
