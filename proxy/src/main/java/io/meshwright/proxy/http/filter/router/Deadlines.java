package io.meshwright.proxy.http.filter.router;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time limits of one request; a limit of zero is none. Belongs to its loop. */
final class Deadlines {
  private final EventLoop loop;
  private @Nullable ScheduledFuture<?> total;
  private @Nullable ScheduledFuture<?> stream;

  Deadlines(EventLoop loop) {
    this.loop = loop;
  }

  /** Limits the stream from its first byte, which came at {@code startNanos}. */
  void stream(Duration limit, long startNanos, Runnable expired) {
    if (limit.isPositive()) {
      long left = limit.toNanos() - (System.nanoTime() - startNanos);
      stream = loop.schedule(expired, Math.max(1, left), TimeUnit.NANOSECONDS);
    }
  }

  /** Limits the request from now on; does nothing if it is limited already. */
  void total(Duration limit, Runnable expired) {
    if (limit.isPositive() && total == null) {
      total = loop.schedule(expired, limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** What was a request is a connection now, which lasts. */
  void cancelTotal() {
    if (total != null) {
      total.cancel(false);
    }
  }

  void cancel() {
    cancelTotal();
    if (stream != null) {
      stream.cancel(false);
    }
  }
}
