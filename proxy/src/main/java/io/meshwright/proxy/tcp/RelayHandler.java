package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.codec.PeerSocket;
import io.meshwright.proxy.tls.TlsHalfClose;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.IntConsumer;

/**
 * One direction of a relay: what is read here is written to the peer, flushed once per batch of
 * reads. When the peer's write buffer is full, reading stops here until it has drained, so at most
 * a buffer's worth of bytes is in memory per direction. The end of one direction is passed on as
 * such; the connection ends when both have ended. A reset is passed on as one, so that nobody takes
 * what was cut off for the whole.
 *
 * <p>Buffers go to the peer's write, which releases them. Both channels are on the same loop.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter {
  private final Channel peer;
  private final Relay relay;
  private final IntConsumer counter;
  private boolean ended;

  RelayHandler(Channel peer, Relay relay, IntConsumer counter) {
    this.peer = peer;
    this.relay = relay;
    this.counter = counter;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      counter.accept(bytes.readableBytes());
      relay.touch();
      peer.write(bytes, peer.voidPromise());
      if (!peer.isWritable()) {
        ctx.channel().config().setAutoRead(false);
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // this side can be written to again: read on at the other
    peer.config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean closed = event instanceof SslCloseCompletionEvent tls && tls.isSuccess();
    if (closed || event instanceof ChannelInputShutdownEvent) {
      end();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (!TlsHalfClose.endOutput(peer)) {
        PeerSocket.endOutput(peer);
      }
      relay.directionEnded();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    if (peer.isActive()) {
      PeerSocket.closeWhenWritten(peer);
    }
    relay.closed();
  }

  /** What comes after the end in order, a failed write, takes nothing from the peer. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (ended) {
      ctx.close();
    } else {
      relay.reset();
    }
  }
}
