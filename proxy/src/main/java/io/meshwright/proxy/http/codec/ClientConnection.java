package io.meshwright.proxy.http.codec;

import io.netty.channel.Channel;

/** A connection to an upstream that has room for an exchange. For its loop only. */
public interface ClientConnection {
  /** Begins an exchange. */
  ClientStream open(ResponseListener listener);

  /** How many exchanges were begun. */
  long exchanges();

  Channel channel();
}
