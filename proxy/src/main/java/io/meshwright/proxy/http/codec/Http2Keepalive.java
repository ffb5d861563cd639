package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pings a peer every so often, or when it was not heard for long and is needed, and tells when it
 * does not answer. Whatever else comes shows that it lives. For the connection's loop.
 */
final class Http2Keepalive {
  /** Any payload that no other ping of this end has. */
  static final long PAYLOAD = 0x6b65657061L;

  private static final double PERCENT = 100;

  private final EventExecutor loop;
  private final HttpProtocol.Keepalive config;
  private final RandomGenerator random;
  private final LongConsumer ping;
  private final Runnable dead;
  private @Nullable ScheduledFuture<?> timer;
  private long heard;
  private boolean asked;

  Http2Keepalive(
      EventExecutor loop,
      HttpProtocol.Keepalive config,
      RandomGenerator random,
      LongConsumer ping,
      Runnable dead) {
    this.loop = loop;
    this.config = config;
    this.random = random;
    this.ping = ping;
    this.dead = dead;
  }

  /** Waits for the next ping's time. */
  void start() {
    heard();
    next();
  }

  private void next() {
    Duration interval = config.interval();
    if (interval.isPositive()) {
      double jitter = random.nextDouble() * config.jitterPercent() / PERCENT;
      schedule(this::ask, interval.toNanos() + (long) (interval.toNanos() * jitter));
    }
  }

  private void schedule(Runnable action, long nanos) {
    timer = loop.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private void ask() {
    asked = true;
    ping.accept(PAYLOAD);
    schedule(this::look, config.timeout().toNanos());
  }

  /** Looks whether the peer was silent since it was asked. */
  private void look() {
    long left = config.timeout().toNanos() - silence();
    if (left > 0) {
      schedule(this::look, left);
    } else {
      dead.run();
    }
  }

  private long silence() {
    return loop.ticker().nanoTime() - heard;
  }

  /** Something came. */
  void heard() {
    heard = loop.ticker().nanoTime();
  }

  /** A stream is about to be opened. */
  void needed() {
    if (!asked && config.idle().isPositive() && silence() > config.idle().toNanos()) {
      stop();
      ask();
    }
  }

  /** The peer is there. */
  void answered() {
    stop();
    asked = false;
    next();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
