package io.meshwright.proxy.http.codec;

import io.netty.channel.Channel;

/**
 * Flushes a channel once at the end of the current turn of its loop, however often it was written
 * to in it: the head and the body of a message that came together leave in one system call and one
 * segment. For the channel's loop only.
 */
public final class TurnFlush implements Runnable {
  private final Channel channel;
  private boolean due;

  /** Asks nothing of the channel yet. */
  public TurnFlush(Channel channel) {
    this.channel = channel;
  }

  /** Something was written. */
  public void request() {
    if (!due) {
      due = true;
      channel.eventLoop().execute(this);
    }
  }

  /** Flushes now what was asked for, if it still waits. */
  @Override
  public void run() {
    if (due) {
      due = false;
      channel.flush();
    }
  }
}
