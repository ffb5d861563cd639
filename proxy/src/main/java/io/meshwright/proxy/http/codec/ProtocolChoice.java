package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first bytes of a connection until HTTP/2 can be told from HTTP/1 (RFC 9113 section 3.4)
 * and leaves the pipeline to the codec that is then installed, which gets the bytes. The superclass
 * releases them.
 */
public final class ProtocolChoice extends ByteToMessageDecoder {
  private static final AsciiString PREFACE = AsciiString.cached("PRI * HTTP/2");

  private final Duration patience;
  private final Consumer<WireVersion> install;
  private @Nullable ScheduledFuture<?> timer;

  /** For the codec, once it is there: who has just connected is about to send. */
  private @Nullable ConnectionDrain asked;

  /**
   * A choice that was not made.
   *
   * @param patience until the connection is closed; zero is no limit
   * @param install adds the codec at the end of the pipeline
   */
  public ProtocolChoice(Duration patience, Consumer<WireVersion> install) {
    this.patience = patience;
    this.install = install;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    // as in Envoy, a client that closes its side has gone away
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    if (patience.isPositive()) {
      timer =
          ctx.executor().schedule(() -> ctx.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.length());
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE.byteAt(i)) {
        choose(ctx, WireVersion.HTTP_1_1);
        return;
      }
    }
    if (length == PREFACE.length()) {
      choose(ctx, WireVersion.HTTP_2);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ConnectionDrain drain) {
      asked = drain;
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void choose(ChannelHandlerContext ctx, WireVersion version) {
    install.accept(version);
    if (asked != null) {
      ctx.fireUserEventTriggered(asked);
    }
    ctx.pipeline().remove(this);
  }
}
