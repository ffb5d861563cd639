package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.ListenerFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ProtocolDetectionResult;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the first bytes of a connection whether it begins with the PROXY protocol, and has
 * Netty read it. The bytes after it are not consumed. Whatever is malformed, too late, or of a
 * version that is not read ends the connection: nobody may be taken for somebody else.
 */
final class ProxyProtocolHandler extends FirstBytesHandler {
  private final Accepted accepted;
  private final ListenerFilter.Kind.ProxyProtocol wanted;

  ProxyProtocolHandler(Accepted accepted, ListenerFilter.Kind.ProxyProtocol wanted) {
    super(accepted.runtime().listener().inspection());
    this.accepted = accepted;
    this.wanted = wanted;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ProtocolDetectionResult<HAProxyProtocolVersion> found =
        HAProxyMessageDecoder.detectProtocol(in);
    if (found.state() == ProtocolDetectionState.INVALID) {
      withoutHeader(ctx);
    } else if (found.state() == ProtocolDetectionState.DETECTED) {
      int version = found.detectedProtocol() == HAProxyProtocolVersion.V1 ? 1 : 2;
      if (!wanted.versions().contains(version)) {
        ctx.close();
        return;
      }
      ctx.pipeline().addLast(new HAProxyMessageDecoder(), new Receiver(accepted));
      ctx.pipeline().remove(this);
    }
  }

  @Override
  void ended(ChannelHandlerContext ctx) {
    withoutHeader(ctx);
  }

  @Override
  void expired(ChannelHandlerContext ctx) {
    withoutHeader(ctx);
  }

  private void withoutHeader(ChannelHandlerContext ctx) {
    if (!wanted.optional()) {
      ctx.close();
    } else if (!ctx.isRemoved()) {
      ctx.channel().config().setAutoRead(false);
      accepted.inspect();
      ctx.pipeline().remove(this);
    }
  }

  /** Takes the addresses, and leaves the rest of the bytes to what is installed next. */
  private static final class Receiver extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final Accepted accepted;

    Receiver(Accepted accepted) {
      this.accepted = accepted;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage message) {
      @Nullable ProxiedAddresses addresses = ProxiedAddresses.of(message);
      if (addresses != null) {
        accepted.forwarded(addresses.client(), addresses.destination());
      }
      ctx.channel().config().setAutoRead(false);
      accepted.inspect();
      ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
