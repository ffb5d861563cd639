package io.meshwright.proxy.telemetry;

/**
 * Counts observations in fixed buckets; written by one event loop, read by any thread. The bounds
 * are Envoy's defaults, which Istio's dashboards expect (istio-features T6).
 */
public final class LoopHistogram {
  /** Upper bounds, inclusive; above the last one lies {@code +Inf}. */
  static final double[] BOUNDS = {
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
    600_000, 1_800_000, 3_600_000
  };

  private final LoopCounter[] buckets = new LoopCounter[BOUNDS.length + 1];
  private final LoopCounter sum = new LoopCounter();

  LoopHistogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LoopCounter();
    }
  }

  /** Counts one value; on the owning loop only. */
  public void observe(long value) {
    int i = 0;
    while (i < BOUNDS.length && value > BOUNDS[i]) {
      i++;
    }
    buckets[i].increment();
    sum.add(value);
  }

  long bucket(int index) {
    return buckets[index].get();
  }

  long sum() {
    return sum.get();
  }
}
