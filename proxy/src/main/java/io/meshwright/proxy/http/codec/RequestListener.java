package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Receives what follows the head of a request. Called on the exchange's event loop. */
public interface RequestListener {
  /** A piece of the body; the callee releases it. */
  void data(ByteBuf data, boolean end);

  /** Trailers, which end the request. */
  void trailers(HttpHeaders trailers);

  /** The client is gone or broke the protocol; nothing more comes and nothing can be sent. */
  void reset();

  /** {@link ServerStream#writable()} changed. */
  void writabilityChanged();
}
