package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** What one stream of an HTTP/2 connection receives, on the connection's loop. */
interface Http2Lane {
  /** A further block of headers: trailers, or in a client the response. */
  void headers(Http2Headers headers, boolean end) throws Http2Exception;

  /**
   * A piece of the body, which the caller releases.
   *
   * @param credit what it took from the stream's window, padding included
   * @return how much of that the peer gets back at once
   */
  int data(ByteBuf data, int credit, boolean end) throws Http2Exception;

  /** The peer resets the stream; {@link #closed} follows. */
  void reset(long errorCode) throws Http2Exception;

  /** The stream is over, in whatever way. Called once. */
  void closed();

  /** {@link Http2Flow#writable()} changed. */
  void writabilityChanged();
}
