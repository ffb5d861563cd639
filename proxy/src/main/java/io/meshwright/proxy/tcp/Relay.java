package io.meshwright.proxy.tcp;

import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.worker.IdleTimer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Two joined connections. For their loop only. */
final class Relay {
  private final Channel downstream;
  private final Channel upstream;
  private final IdleTimer idle;
  private final @Nullable ScheduledFuture<?> maximum;
  private final Runnable onClose;
  private int ended;
  private boolean closed;

  Relay(EventLoop loop, Channel downstream, Channel upstream, TcpProxy config, Runnable onClose) {
    this.downstream = downstream;
    this.upstream = upstream;
    this.onClose = onClose;
    this.idle = new IdleTimer(loop, config.idleTimeout(), this::closeBoth);
    @Nullable Duration longest = config.maxConnectionDuration();
    this.maximum =
        longest == null
            ? null
            : loop.schedule(this::closeBoth, longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  void touch() {
    idle.touch();
  }

  /** One direction is at its end; after both the connections close when all is written. */
  void directionEnded() {
    if (++ended == 2) {
      RelayEnd.closeWhenWritten(downstream);
      RelayEnd.closeWhenWritten(upstream);
    }
  }

  void closed() {
    if (!closed) {
      closed = true;
      idle.cancel();
      if (maximum != null) {
        maximum.cancel(false);
      }
      onClose.run();
    }
  }

  private void closeBoth() {
    downstream.close();
    upstream.close();
  }
}
