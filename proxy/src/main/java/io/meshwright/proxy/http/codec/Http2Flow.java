package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Both directions of one stream. What is written waits in Netty's flow controller for the peer's
 * window; as soon as it is more than the window or the socket takes, the stream is not {@link
 * #writable}. What is read is passed on at once, but while reading is paused the peer gets no
 * credit for it, so that at most a window's worth comes. For the connection's loop.
 *
 * <p>Buffers that are written belong to the flow controller, which releases them when they are sent
 * or the stream is closed.
 */
final class Http2Flow {
  private final Http2Handler handler;
  private final Http2Stream stream;
  private boolean paused;
  private int owed;

  Http2Flow(Http2Handler handler, Http2Stream stream) {
    this.handler = handler;
    this.stream = stream;
  }

  int id() {
    return stream.id();
  }

  /** Whether this end reset the stream. */
  boolean resetSent() {
    return stream.isResetSent();
  }

  boolean writable() {
    return handler.encoder().flowController().isWritable(stream);
  }

  /** Sends a block of headers; {@code end} if nothing follows. */
  ChannelFuture headers(Http2Headers headers, boolean end) {
    handler.budget().payload();
    ChannelFuture written =
        handler
            .encoder()
            .writeHeaders(
                handler.context(), stream.id(), headers, 0, end, handler.context().newPromise());
    handler.flushSoon();
    return written;
  }

  /** Sends a piece of the body and takes over the buffer. */
  ChannelFuture data(ByteBuf data, boolean end) {
    handler.budget().payload();
    ChannelFuture written =
        handler
            .encoder()
            .writeData(
                handler.context(), stream.id(), data, 0, end, handler.context().newPromise());
    handler.flushSoon();
    return written;
  }

  /** Sends trailers, which end the direction; none at all is an empty piece of the body. */
  ChannelFuture trailers(HttpHeaders trailers) {
    return trailers.isEmpty()
        ? data(Unpooled.EMPTY_BUFFER, true)
        : headers(Http2Headings.trailers(trailers), true);
  }

  /** Says how much of the credit for what was just read is given back now. */
  int received(int credit) {
    if (paused) {
      owed += credit;
      return 0;
    }
    return credit;
  }

  /** Stops or resumes giving credit. */
  void pause(boolean pause) {
    paused = pause;
    if (!pause && owed > 0) {
      int credit = owed;
      owed = 0;
      handler.giveCredit(stream, credit);
    }
  }

  /** Breaks the stream off, whatever is still to be sent. */
  void reset(Http2Error error) {
    handler.resetStream(
        handler.context(), stream.id(), error.code(), handler.context().newPromise());
    handler.flushSoon();
  }
}
