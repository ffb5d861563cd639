package io.meshwright.proxy.tcp;

import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.worker.IdleTimer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a connection may be quiet, and may last. For its loop only. */
final class RelayLimits {
  private final IdleTimer idle;
  private final @Nullable ScheduledFuture<?> maximum;

  RelayLimits(EventLoop loop, TcpProxy config, Runnable close) {
    this.idle = new IdleTimer(loop, config.idleTimeout(), close);
    @Nullable Duration longest = config.maxConnectionDuration();
    this.maximum =
        longest == null ? null : loop.schedule(close, longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  void touch() {
    idle.touch();
  }

  void cancel() {
    idle.cancel();
    if (maximum != null) {
      maximum.cancel(false);
    }
  }
}
