package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.worker.LoopTimers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time limits of one request; a limit of zero is none. Belongs to its loop. */
final class Deadlines {
  private final LoopTimers timers;
  private LoopTimers.@Nullable Timer total;
  private LoopTimers.@Nullable Timer stream;

  Deadlines(LoopTimers timers) {
    this.timers = timers;
  }

  /** Limits the stream from its first byte, which came at {@code startNanos}. */
  void stream(Duration limit, long startNanos, Runnable expired) {
    if (limit.isPositive()) {
      long left = limit.toNanos() - (System.nanoTime() - startNanos);
      stream = timers.startAlone(Math.max(1, left), expired);
    }
  }

  /** Limits the request from now on; does nothing if it is limited already. */
  void total(Duration limit, Runnable expired) {
    if (limit.isPositive() && total == null) {
      total = timers.start(limit, expired);
    }
  }

  /** What was a request is a connection now, which lasts. */
  void cancelTotal() {
    if (total != null) {
      total.cancel();
    }
  }

  void cancel() {
    cancelTotal();
    if (stream != null) {
      stream.cancel();
    }
  }
}
