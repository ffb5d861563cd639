package io.meshwright.proxy.upstream.outlier;

import io.meshwright.proxy.snapshot.OutlierDetection;
import io.meshwright.proxy.upstream.outlier.OutlierCounters.Cause;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Ejects endpoints of one cluster that fail in a row, and takes them back after a time that grows
 * with each ejection (istio-features DR19). Results are reported by all workers; only a failure
 * that fills a count takes the lock.
 */
public final class OutlierDetector {
  private static final int INTERNAL_ERROR = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final OutlierDetection config;
  private final Supplier<List<OutlierState>> all;
  private final OutlierCounters counters;
  private final LongSupplier nanoClock;
  private final AtomicInteger version = new AtomicInteger();
  private final Object lock = new Object();

  /**
   * A detector for one cluster.
   *
   * @param all the endpoints' states, to keep to the largest share that may be ejected
   * @param counters outlive the detector
   */
  public OutlierDetector(
      OutlierDetection config,
      Supplier<List<OutlierState>> all,
      OutlierCounters counters,
      LongSupplier nanoClock) {
    this.config = config;
    this.all = all;
    this.counters = counters;
    this.nanoClock = nanoClock;
  }

  /** Changes whenever an endpoint was ejected or taken back. */
  public int version() {
    return version.get();
  }

  /** A response came from the endpoint. */
  public void responded(OutlierState state, int status) {
    reset(state.consecutiveLocal);
    if (status < INTERNAL_ERROR) {
      reset(state.consecutive5xx);
      reset(state.consecutiveGateway);
      return;
    }
    if (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT) {
      count(state, Cause.CONSECUTIVE_GATEWAY_FAILURE);
    } else {
      reset(state.consecutiveGateway);
    }
    count(state, Cause.CONSECUTIVE_5XX);
  }

  /** No response came: refused, reset or timed out. */
  public void failedLocally(OutlierState state) {
    if (config.splitLocalOrigin()) {
      count(state, Cause.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
    } else {
      count(state, Cause.CONSECUTIVE_GATEWAY_FAILURE);
      count(state, Cause.CONSECUTIVE_5XX);
    }
  }

  private static void reset(AtomicInteger counter) {
    if (counter.get() != 0) {
      counter.set(0);
    }
  }

  private void count(OutlierState state, Cause cause) {
    AtomicInteger counter = state.consecutive(cause);
    int limit =
        switch (cause) {
          case CONSECUTIVE_5XX -> config.consecutive5xx();
          case CONSECUTIVE_GATEWAY_FAILURE -> config.consecutiveGatewayFailures();
          case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> config.consecutiveLocalOriginFailures();
        };
    if (counter.incrementAndGet() >= limit && limit > 0) {
      counter.set(0);
      eject(state, cause);
    }
  }

  private void eject(OutlierState state, Cause cause) {
    synchronized (lock) {
      if (state.ejected()) {
        return;
      }
      counters.detected(cause);
      List<OutlierState> states = all.get();
      long ejected = states.stream().filter(OutlierState::ejected).count();
      // the first one may always go, as in Envoy
      if (ejected > 0 && (ejected + 1) * 100 > (long) config.maxEjectionPercent() * states.size()) {
        counters.overflowed();
        return;
      }
      counters.enforced(cause);
      state.ejections++;
      long base = config.baseEjectionTime().toNanos();
      long longest = Math.max(config.maxEjectionTime().toNanos(), base);
      state.ejectedUntil = nanoClock.getAsLong() + Math.min(base * state.ejections, longest);
      state.setEjected(true);
    }
    version.incrementAndGet();
  }

  /** Takes endpoints back whose time is over; called every {@code interval}. */
  public void sweep() {
    boolean changed = false;
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      for (OutlierState state : all.get()) {
        if (state.ejected()) {
          if (now - state.ejectedUntil >= 0) {
            state.resetCounts();
            state.setEjected(false);
            changed = true;
          }
        } else if (state.ejections > 0) {
          state.ejections--;
        }
      }
    }
    if (changed) {
      version.incrementAndGet();
    }
  }
}
