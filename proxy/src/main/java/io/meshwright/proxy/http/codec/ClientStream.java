package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One request's way to an upstream. For the exchange's event loop only; calls after the end of the
 * exchange do nothing, but release what they were given.
 */
public interface ClientStream {
  /**
   * Interim answers (1xx) to one request. An upstream that sends more never comes to the point: its
   * response is a protocol error. Honest ones send a few.
   */
  int MAX_INTERIM = 100;

  /**
   * Sends the head; {@code end} if the request has no body. Of its headers only {@code host} is
   * changed, so that another attempt can send the same head.
   */
  void head(RequestHead head, boolean end);

  /** Sends a piece of the body and takes over the buffer. */
  void data(ByteBuf data, boolean end);

  /** Sends trailers, which end the request. */
  void trailers(HttpHeaders trailers);

  /** Gives the exchange up; the listener hears nothing more. */
  void cancel();

  /** Whether the upstream takes more; see {@link ResponseListener#writabilityChanged}. */
  boolean writable();

  /** Stops or resumes reading the response's body. */
  void pauseReading(boolean paused);
}
