package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;

/** Where the answer to a query goes. */
@FunctionalInterface
interface Reply {

  /** Sends a message, and releases it; called on the loop. */
  void send(ByteBuf message);
}
