package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one request and then waits: what the client sent ahead stays undecoded in the buffer
 * until {@link #next()}. So pipelined requests cannot overtake a response, and bytes after a
 * request that switches protocols are never read as a request.
 */
final class OneRequestDecoder extends HttpRequestDecoder {
  /** A client that sends further ahead is not read from until its turn comes. */
  private static final int MAX_AHEAD = 64 * 1024;

  private boolean waiting;
  private boolean discarding;

  /** Whether what was decoded is being handed on, and more may be asked for meanwhile. */
  private boolean reading;

  private boolean asked;
  private @Nullable ChannelHandlerContext context;

  OneRequestDecoder(Http1Limits limits) {
    super(config(limits));
  }

  static HttpDecoderConfig config(Http1Limits limits) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.maxHeadBytes())
        .setMaxHeaderSize(limits.maxHeadBytes())
        .setAllowDuplicateContentLengths(false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    reading = true;
    try {
      super.channelRead(ctx, message);
      while (asked && !ctx.isRemoved()) {
        asked = false;
        super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
      }
    } finally {
      reading = false;
      asked = false;
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (waiting) {
      if (in.readableBytes() > MAX_AHEAD) {
        ctx.channel().config().setAutoRead(false);
      }
      return;
    }
    super.decode(ctx, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      waiting = true;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (waiting && !ctx.channel().config().isAutoRead()) {
      // the superclass would read on in search of a message
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  /**
   * Goes on with the next request, with what is buffered first; once the end of the one before has
   * been handed on, if that was answered at once.
   */
  void next() {
    ChannelHandlerContext ctx = context;
    if (waiting && ctx != null && !ctx.isRemoved()) {
      waiting = false;
      if (reading) {
        asked = true;
        return;
      }
      try {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
      } catch (Exception e) {
        ctx.fireExceptionCaught(e);
      }
    }
  }

  /** Drops everything that still comes. */
  void discard() {
    discarding = true;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("content-length and transfer-encoding");
  }
}
