package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/** What an end of an HTTP/2 connection is told about the connection, on its loop. */
interface Http2Side {
  /** The peer opened a stream. */
  void opened(Http2Stream stream, Http2Headers headers, boolean end) throws Http2Exception;

  /** Settings of the peer are in force. */
  void settingsReceived();

  /** The peer takes no more streams; those above {@code lastStream} it did not process. */
  void goAwayReceived(int lastStream);

  /** The peer answered a ping of {@link Http2Handler#ping}. */
  void pingAnswered(long payload);

  /** A stream is over; its lane was told before. */
  void streamClosed();

  /** The connection is gone; all streams were closed before. */
  void connectionClosed();

  /** Somebody in the pipeline asks for a {@link ConnectionDrain}. */
  void drainAsked();
}
