package io.meshwright.proxy.upstream.outlier;

import io.meshwright.proxy.upstream.outlier.OutlierCounters.Cause;
import java.util.concurrent.atomic.AtomicInteger;

/** What is remembered of one endpoint; shared by all workers. */
public final class OutlierState {
  final AtomicInteger consecutive5xx = new AtomicInteger();
  final AtomicInteger consecutiveGateway = new AtomicInteger();
  final AtomicInteger consecutiveLocal = new AtomicInteger();

  /** Guarded by the detector. */
  int ejections;

  private volatile boolean ejected;

  /** Guarded by the detector; nanoseconds of the detector's clock. */
  long ejectedUntil;

  /** Whether the endpoint is left out now. */
  public boolean ejected() {
    return ejected;
  }

  /** Failures of a kind in a row. */
  AtomicInteger consecutive(Cause cause) {
    return switch (cause) {
      case CONSECUTIVE_5XX -> consecutive5xx;
      case CONSECUTIVE_GATEWAY_FAILURE -> consecutiveGateway;
      case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> consecutiveLocal;
    };
  }

  void setEjected(boolean value) {
    ejected = value;
  }

  void resetCounts() {
    consecutive5xx.set(0);
    consecutiveGateway.set(0);
    consecutiveLocal.set(0);
  }
}
