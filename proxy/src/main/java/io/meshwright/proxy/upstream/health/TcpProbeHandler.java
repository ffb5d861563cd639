package io.meshwright.proxy.upstream.health;

import io.meshwright.proxy.snapshot.HealthCheck.Probe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Sends some bytes and waits for others: each expected piece must come after the one before, with
 * anything between them. Holds what came until the handler is removed.
 */
final class TcpProbeHandler extends ChannelInboundHandlerAdapter {
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final Probe.Tcp probe;
  private final Consumer<ProbeOutcome> outcome;
  private final ByteBuf received = Unpooled.buffer();

  private TcpProbeHandler(Probe.Tcp probe, Consumer<ProbeOutcome> outcome) {
    this.probe = probe;
    this.outcome = outcome;
  }

  static void ask(Channel channel, Probe.Tcp probe, Consumer<ProbeOutcome> outcome) {
    if (!probe.send().isEmpty()) {
      channel.writeAndFlush(bytes(probe.send()));
    }
    if (probe.receive().isEmpty()) {
      outcome.accept(ProbeOutcome.PASSED);
      return;
    }
    channel.pipeline().addLast(new TcpProbeHandler(probe, outcome));
    channel.config().setAutoRead(true);
    channel.read();
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      received.writeBytes(bytes);
      bytes.release();
    }
    if (complete()) {
      outcome.accept(ProbeOutcome.PASSED);
    } else if (received.readableBytes() > LONGEST_ANSWER) {
      outcome.accept(ProbeOutcome.REFUSED);
    }
  }

  private boolean complete() {
    int from = 0;
    for (String hex : probe.receive()) {
      ByteBuf piece = bytes(hex);
      int found = ByteBufUtil.indexOf(piece, received.slice(from, received.readableBytes() - from));
      if (found < 0) {
        return false;
      }
      from += found + piece.readableBytes();
    }
    return true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    outcome.accept(ProbeOutcome.SILENT);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    outcome.accept(ProbeOutcome.SILENT);
  }
}
