package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.Listener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first bytes of a connection, for as long as the listener allows and the client has
 * more to send. Subclasses leave the pipeline when they have decided; the bytes that they did not
 * consume go to the next handler then, and are released by the superclass.
 */
abstract sealed class FirstBytesHandler extends ByteToMessageDecoder
    permits InspectionHandler, ProxyProtocolHandler {
  private final Listener.Inspection inspection;
  private @Nullable ScheduledFuture<?> timeout;

  FirstBytesHandler(Listener.Inspection inspection) {
    this.inspection = inspection;
  }

  /** Too little came in time. */
  abstract void expired(ChannelHandlerContext ctx);

  /** No more bytes will come: what is there has to do. */
  abstract void ended(ChannelHandlerContext ctx);

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    if (inspection.timeout().isPositive()) {
      timeout =
          ctx.executor()
              .schedule(() -> expired(ctx), inspection.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected final void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      ended(ctx);
    }
    super.userEventTriggered(ctx, event);
  }

  /** A reset: with half-closed connections allowed, Netty leaves the socket open. */
  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
