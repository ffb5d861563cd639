package io.meshwright.proxy.tcp;

import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.worker.IdleTimer;
import io.meshwright.proxy.worker.LoopTimers;
import io.meshwright.proxy.worker.Worker;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Two joined connections. For their loop only. */
final class Relay {
  private final Channel downstream;
  private final Channel upstream;
  private final IdleTimer idle;
  private final LoopTimers.@Nullable Timer maximum;
  private final Runnable onClose;
  private int ended;
  private boolean closed;

  Relay(Worker worker, Channel downstream, Channel upstream, TcpProxy config, Runnable onClose) {
    this.downstream = downstream;
    this.upstream = upstream;
    this.onClose = onClose;
    this.idle = new IdleTimer(worker.timers(), config.idleTimeout(), this::closeBoth);
    @Nullable Duration longest = config.maxConnectionDuration();
    this.maximum = longest == null ? null : worker.timers().start(longest, this::closeBoth);
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
        maximum.cancel();
      }
      onClose.run();
    }
  }

  private void closeBoth() {
    downstream.close();
    upstream.close();
  }
}
