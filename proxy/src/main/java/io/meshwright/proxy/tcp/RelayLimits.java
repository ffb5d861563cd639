package io.meshwright.proxy.tcp;

import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.worker.IdleTimer;
import io.meshwright.proxy.worker.LoopTimers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a connection may be quiet, and may last. For its loop only. */
final class RelayLimits {
  private final IdleTimer idle;
  private final LoopTimers.@Nullable Timer maximum;

  RelayLimits(LoopTimers timers, TcpProxy config, Runnable close) {
    this.idle = new IdleTimer(timers, config.idleTimeout(), close);
    @Nullable Duration longest = config.maxConnectionDuration();
    this.maximum = longest == null ? null : timers.start(longest, close);
  }

  void touch() {
    idle.touch();
  }

  void cancel() {
    idle.cancel();
    if (maximum != null) {
      maximum.cancel();
    }
  }
}
