package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Receives an upstream's response. Called on the exchange's event loop. */
public interface ResponseListener {
  /** A 1xx head other than 101. */
  void informational(ResponseHead head);

  /** The head; {@code end} if nothing follows. */
  void head(ResponseHead head, boolean end);

  /** A piece of the body; the callee releases it. */
  void data(ByteBuf data, boolean end);

  /** Trailers, which end the response. */
  void trailers(HttpHeaders trailers);

  /** The response will not be completed. */
  void failed(StreamFailure failure);

  /** {@link ClientStream#writable()} changed. */
  void writabilityChanged();
}
