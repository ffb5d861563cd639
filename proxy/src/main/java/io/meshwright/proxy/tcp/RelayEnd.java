package io.meshwright.proxy.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Closes a channel behind what was written to it. */
final class RelayEnd {
  private RelayEnd() {}

  static void closeWhenWritten(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
