package io.meshwright.proxy.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets each direction of a TLS connection end on its own, as RFC 8446 section 6.1 has it and Envoy
 * does: a {@code close_notify} that comes ends the input only, one that is sent the output only.
 * The handlers behind {@link SslHandler} see a {@link ChannelInputShutdownEvent}, as for plain TCP.
 *
 * <p>BoringSSL works so; Netty's engine, which takes the first {@code close_notify} for the end of
 * both directions, does not. So the engine is told beforehand that it has dealt with one: then it
 * does nothing of its own when one comes, and this handler, which stands before {@link SslHandler},
 * asks BoringSSL itself. See {@code docs/adr/0014-tls-half-close.md}. For the channel's loop only.
 */
public final class TlsHalfClose extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(TlsHalfClose.class.getName());

  /** Absent where this version of Netty's engine has no such field: both directions end at once. */
  private static final @Nullable VarHandle RECEIVED_SHUTDOWN = receivedShutdown();

  /** Beside the bits of {@code SSL_get_shutdown}. */
  private static final int GONE = 1 << 8;

  private final SslHandler tls;
  private final ReferenceCountedOpenSslEngine engine;
  private boolean inputEnded;

  private TlsHalfClose(SslHandler tls, ReferenceCountedOpenSslEngine engine) {
    this.tls = tls;
    this.engine = engine;
  }

  /**
   * Takes its place in a pipeline into which {@code tls} comes next, before any byte is read. With
   * the JDK's engine it does not, and both directions end at once.
   */
  public static void precede(SslHandler tls, ChannelPipeline pipeline) {
    if (RECEIVED_SHUTDOWN != null && tls.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      RECEIVED_SHUTDOWN.set(engine, true);
      pipeline.addLast(new TlsHalfClose(tls, engine));
    }
  }

  /**
   * Ends the output of a channel behind what was written, if it has such a handler; the peer may go
   * on.
   *
   * @return whether it has
   */
  public static boolean endOutput(Channel channel) {
    TlsHalfClose half = channel.pipeline().get(TlsHalfClose.class);
    if (half == null) {
      return false;
    }
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> half.sendCloseNotify(channel));
    return true;
  }

  private void sendCloseNotify(Channel channel) {
    // a second call would wait for the peer's, and throw away what the peer sends before it
    if ((shutdown() & (GONE | SSL.SSL_SENT_SHUTDOWN)) == 0) {
      SSL.shutdownSSL(engine.sslPointer());
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (inputEnded) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (inputEnded || (shutdown() & SSL.SSL_RECEIVED_SHUTDOWN) == 0) {
      return;
    }
    inputEnded = true;
    ChannelHandlerContext behind = ctx.pipeline().context(tls);
    if (behind != null && tls.handshakeFuture().isSuccess()) {
      behind.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean told =
        event instanceof ChannelInputShutdownEvent
            || event instanceof ChannelInputShutdownReadComplete;
    if (!(inputEnded && told)) {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Who has sent a {@code close_notify}; {@link #GONE} when BoringSSL's state was given back. */
  private int shutdown() {
    long ssl = engine.sslPointer();
    return ssl == 0 ? GONE : SSL.getShutdown(ssl);
  }

  private static @Nullable VarHandle receivedShutdown() {
    try {
      return MethodHandles.privateLookupIn(
              ReferenceCountedOpenSslEngine.class, MethodHandles.lookup())
          .findVarHandle(ReferenceCountedOpenSslEngine.class, "receivedShutdown", boolean.class);
    } catch (ReflectiveOperationException e) {
      LOG.log(
          System.Logger.Level.WARNING, "TLS connections are not half-closed: {0}", e.toString());
      return null;
    }
  }
}
