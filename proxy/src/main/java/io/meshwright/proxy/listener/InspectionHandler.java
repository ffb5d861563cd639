package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects the first bytes of a connection until TLS and HTTP can be told apart, then has the chain
 * chosen and leaves the pipeline. The bytes are not consumed: the superclass hands them to the next
 * handler when this one is removed, and releases them.
 */
final class InspectionHandler extends ByteToMessageDecoder {
  private final Accepted accepted;
  private final boolean tls;
  private final boolean http;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean decided;

  InspectionHandler(Accepted accepted, boolean tls, boolean http) {
    this.accepted = accepted;
    this.tls = tls;
    this.http = http;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Listener.Inspection inspection = accepted.runtime().listener().inspection();
    if (inspection.timeout().isPositive()) {
      timeout =
          ctx.executor()
              .schedule(
                  () -> expire(ctx, inspection.continueOnTimeout()),
                  inspection.timeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (tls) {
      switch (ClientHello.inspect(in)) {
        case ClientHello.Result.Incomplete() -> {
          return;
        }
        case ClientHello.Result.Hello(String serverName, List<String> alpn) -> {
          decide(ctx, new FirstBytes(FirstBytes.TLS, serverName, alpn));
          return;
        }
        case ClientHello.Result.NotTls() -> {
          // look on for HTTP
        }
      }
    }
    if (http) {
      switch (HttpPreface.inspect(in)) {
        case HttpPreface.Result.Incomplete() -> {
          return;
        }
        case HttpPreface.Result.Found(List<String> protocols) -> {
          decide(ctx, new FirstBytes(FirstBytes.RAW, "", protocols));
          return;
        }
      }
    }
    decide(ctx, FirstBytes.UNKNOWN);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      // no more bytes will come: what is there has to do
      decide(ctx, FirstBytes.UNKNOWN);
    }
    super.userEventTriggered(ctx, event);
  }

  /** A reset: with half-closed connections allowed, Netty leaves the socket open. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    decided = true;
    ctx.close();
  }

  private void expire(ChannelHandlerContext ctx, boolean goOn) {
    if (goOn) {
      decide(ctx, FirstBytes.UNKNOWN);
    } else if (!decided) {
      ctx.close();
    }
  }

  private void decide(ChannelHandlerContext ctx, FirstBytes firstBytes) {
    if (decided) {
      return;
    }
    decided = true;
    ctx.channel().config().setAutoRead(false);
    accepted.choose(firstBytes);
    ctx.pipeline().remove(this);
  }
}
