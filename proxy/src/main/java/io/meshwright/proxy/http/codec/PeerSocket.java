package io.meshwright.proxy.http.codec;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** What is asked of, and done to, the socket below a protocol. */
public final class PeerSocket {
  /** {@code enum} in Linux' {@code net/tcp_states.h}. */
  private static final int TCP_ESTABLISHED = 1;

  private static final int LINGER_MILLIS = 1000;

  private PeerSocket() {}

  /**
   * Whether the peer still has its side open, as far as the kernel knows: asks it, because the
   * event may not have been read yet. Always true where the transport cannot ask.
   */
  static boolean open(Channel channel) {
    if (!(channel instanceof EpollSocketChannel socket)) {
      return true;
    }
    try {
      return socket.tcpInfo().state() == TCP_ESTABLISHED;
    } catch (ChannelException _) {
      return false;
    }
  }

  /** Ends this side of a connection behind what was written; the peer may go on. */
  public static void endOutput(Channel channel) {
    SslHandler ssl = channel.pipeline().get(SslHandler.class);
    ChannelFuture written;
    if (ssl == null) {
      written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    } else {
      // what is not encrypted yet would not go out any more
      channel.flush();
      written = ssl.closeOutbound();
    }
    written.addListener(
        _ -> {
          if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
          }
        });
  }

  /** Closes a connection behind what was written. */
  public static void closeWhenWritten(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes a connection at once and not in order: the peer sees a reset, and no end of TLS. */
  public static void reset(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first == null || !channel.isOpen()) {
      return;
    }
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException _) {
      // the peer was faster
    }
    first.close();
  }

  /**
   * Closes after what was written. What the peer still sends is read for a moment: closing on
   * unread bytes would make the kernel reset the connection and lose what is under way.
   */
  static void closeGently(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            _ -> {
              if (ctx.pipeline().get(SslHandler.class) == null
                  && ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
              } else {
                ctx.close();
              }
            });
  }
}
