package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One request's way back to the client. For the exchange's event loop only; calls after the end of
 * the response or after a reset do nothing, but release what they were given.
 */
public interface ServerStream {
  /** Sends a 1xx head other than 101. */
  void informational(ResponseHead head);

  /** Sends the head; {@code end} if nothing follows. */
  void head(ResponseHead head, boolean end);

  /** Sends a piece of the body and takes over the buffer. */
  void data(ByteBuf data, boolean end);

  /** Sends trailers, which end the response. */
  void trailers(HttpHeaders trailers);

  /** Breaks the stream off, so that the client cannot take what it got for complete. */
  void reset();

  /** Whether the client takes more; see {@link RequestListener#writabilityChanged}. */
  boolean writable();

  /** Stops or resumes reading the request's body. */
  void pauseReading(boolean paused);
}
