package io.meshwright.proxy.upstream.connect;

import io.netty.channel.Channel;

/** Is told once how a connect ended, on the channel's loop. */
public interface ConnectListener {
  /** All layers stand. Auto-read is off unless a layer needed it; half-closure is allowed. */
  void connected(Channel channel);

  /** There is no connection. */
  void failed(ConnectFailure failure);
}
