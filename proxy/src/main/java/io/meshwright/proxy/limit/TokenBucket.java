package io.meshwright.proxy.limit;

import io.meshwright.proxy.snapshot.TokenBucketConfig;
import java.util.function.LongSupplier;

/**
 * Tokens that are taken by what happens and come back with time, whole intervals at once. Full in
 * the beginning. Used by any thread.
 */
public final class TokenBucket {
  private final TokenBucketConfig config;
  private final LongSupplier nanoClock;
  private long tokens;
  private long filledAt;

  /** A full bucket. */
  public TokenBucket(TokenBucketConfig config, LongSupplier nanoClock) {
    this.config = config;
    this.nanoClock = nanoClock;
    this.tokens = config.capacity();
    this.filledAt = nanoClock.getAsLong();
  }

  /** Takes a token if there is one. */
  public synchronized boolean take() {
    fill();
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }

  private void fill() {
    long interval = config.interval().toNanos();
    long intervals = (nanoClock.getAsLong() - filledAt) / interval;
    if (intervals > 0) {
      filledAt += intervals * interval;
      long missing = config.capacity() - tokens;
      // so many intervals that the product does not fit fill every bucket
      tokens =
          intervals >= missing / config.fill() + 1
              ? config.capacity()
              : Math.min(config.capacity(), tokens + intervals * config.fill());
    }
  }
}
