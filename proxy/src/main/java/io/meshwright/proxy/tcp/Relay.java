package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.codec.PeerSocket;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.worker.Worker;
import io.netty.channel.Channel;

/** Two joined connections. For their loop only. */
final class Relay {
  private final Channel downstream;
  private final Channel upstream;
  private final RelayLimits limits;
  private final Runnable onClose;
  private int ended;
  private boolean closed;

  Relay(Worker worker, Channel downstream, Channel upstream, TcpProxy config, Runnable onClose) {
    this.downstream = downstream;
    this.upstream = upstream;
    this.onClose = onClose;
    this.limits = new RelayLimits(worker.timers(), config, this::closeBoth);
  }

  void touch() {
    limits.touch();
  }

  /** One direction is at its end; after both the connections close when all is written. */
  void directionEnded() {
    if (++ended == 2) {
      PeerSocket.closeWhenWritten(downstream);
      PeerSocket.closeWhenWritten(upstream);
    }
  }

  void closed() {
    if (!closed) {
      closed = true;
      limits.cancel();
      onClose.run();
    }
  }

  /** One connection failed, and with it both. */
  void reset() {
    PeerSocket.reset(downstream);
    PeerSocket.reset(upstream);
  }

  private void closeBoth() {
    downstream.close();
    upstream.close();
  }
}
