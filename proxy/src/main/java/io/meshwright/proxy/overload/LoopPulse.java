package io.meshwright.proxy.overload;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Feels whether an event loop moves: gives it something to do and looks how long that waits. One
 * thread looks; the loop answers.
 */
final class LoopPulse {
  /** Envoy's {@code miss_timeout} of a watchdog. */
  static final long MISS_NANOS = 200_000_000;

  /** Envoy's {@code megamiss_timeout}. */
  static final long MEGA_MISS_NANOS = 1_000_000_000;

  /** One long turn, such as a pause of the garbage collector, is not overload. */
  private static final int REMEMBERED = 3;

  private static final long NONE = Long.MIN_VALUE;

  private final Executor loop;
  private final LongSupplier nanoClock;
  private final AtomicLong sent = new AtomicLong(NONE);
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong megaMisses = new AtomicLong();

  /** Written by the loop alone. */
  private final long[] delays = new long[REMEMBERED];

  private int next;
  private volatile long delay;

  /** Whether the beat that is awaited was counted; guarded by this. */
  private boolean missed;

  private boolean megaMissed;

  LoopPulse(Executor loop, LongSupplier nanoClock) {
    this.loop = loop;
    this.nanoClock = nanoClock;
  }

  /** Sends a beat unless one is awaited still. */
  void look() {
    long waiting = sent.get();
    if (waiting == NONE) {
      sent.set(nanoClock.getAsLong());
      loop.execute(this::beat);
    } else {
      count(nanoClock.getAsLong() - waiting);
    }
  }

  private void beat() {
    long took = nanoClock.getAsLong() - sent.get();
    count(took);
    settle();
    delays[next] = took;
    next = (next + 1) % REMEMBERED;
    long least = Long.MAX_VALUE;
    for (long each : delays) {
      least = Math.min(least, each);
    }
    delay = least;
    sent.set(NONE);
  }

  private synchronized void count(long nanos) {
    if (nanos > MISS_NANOS && !missed) {
      missed = true;
      misses.incrementAndGet();
    }
    if (nanos > MEGA_MISS_NANOS && !megaMissed) {
      megaMissed = true;
      megaMisses.incrementAndGet();
    }
  }

  private synchronized void settle() {
    missed = false;
    megaMissed = false;
  }

  /** The least of the last delays, in nanoseconds. */
  long delayNanos() {
    return delay;
  }

  /** How often the loop did not answer in time. */
  long misses() {
    return misses.get();
  }

  /** How often it did not for very long. */
  long megaMisses() {
    return megaMisses.get();
  }
}
