package io.meshwright.proxy.upstream.connect;

import io.netty.channel.Channel;

/** A layer above TCP: TLS, later also a tunnel and TLS inside it. */
public interface ConnectLayer {
  /**
   * Adds the layer's handlers at the end of the pipeline and reports exactly once, on the channel's
   * loop, before any byte of the next layer is read.
   */
  void establish(Channel channel, Progress progress);

  /** How the layer went. */
  interface Progress {
    /** The layer stands. */
    void ready();

    /** It does not; the connection is closed by who asked for it. */
    void failed(String reason);
  }
}
