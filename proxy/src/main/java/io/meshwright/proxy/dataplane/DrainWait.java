package io.meshwright.proxy.dataplane;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits while peers leave. Who still sends here may not know yet that the workload ends, so new
 * connections are welcome until the time is over; it is cut short when there was no connection for
 * {@link #QUIET}. Then nobody new is let in, and what was accepted last has {@link #LAST} to end.
 * For the timer's thread only.
 */
final class DrainWait {
  /** Longer than an endpoint's removal usually takes to reach its clients. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** For requests that came just before nobody was let in any more. */
  static final Duration LAST = Duration.ofSeconds(1);

  private static final long POLL_MILLIS = 50;

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoClock;
  private final BooleanSupplier anyConnection;
  private final Supplier<CompletionStage<Void>> stopAccepting;
  private final CompletableFuture<Void> done;
  private final long begin;
  private final long grace;
  private long lastBusy;

  /**
   * A wait that has begun now, and is not followed yet.
   *
   * @param anyConnection whether a client is connected
   * @param stopAccepting asked for once, when the grace is over; completed when nobody new comes
   * @param done completed at the end
   */
  DrainWait(
      ScheduledExecutorService timer,
      LongSupplier nanoClock,
      Duration grace,
      BooleanSupplier anyConnection,
      Supplier<CompletionStage<Void>> stopAccepting,
      CompletableFuture<Void> done) {
    this.timer = timer;
    this.nanoClock = nanoClock;
    this.anyConnection = anyConnection;
    this.stopAccepting = stopAccepting;
    this.done = done;
    this.begin = nanoClock.getAsLong();
    this.grace = grace.toNanos();
    this.lastBusy = begin;
  }

  /** Looks, and looks again later until the wait is over. */
  void look() {
    long now = nanoClock.getAsLong();
    if (anyConnection.getAsBoolean()) {
      lastBusy = now;
    }
    if (now - begin >= grace || now - lastBusy >= QUIET.toNanos()) {
      var _ = stopAccepting.get().thenRun(() -> again(() -> awaitLast(now)));
    } else {
      again(this::look);
    }
  }

  private void awaitLast(long since) {
    if (anyConnection.getAsBoolean() && nanoClock.getAsLong() - since < LAST.toNanos()) {
      again(() -> awaitLast(since));
    } else {
      done.complete(null);
    }
  }

  private void again(Runnable look) {
    var _ = timer.schedule(look, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }
}
