package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.snapshot.CircuitLimits;
import io.meshwright.proxy.snapshot.CircuitLimits.RetryBudget;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a cluster has open over all workers, held against its limits. Used by any thread. */
public final class CircuitBreaker {
  private final Gauge connections;
  private final Gauge pending;
  private final Gauge requests;
  private final Gauge retries;

  public CircuitBreaker(CircuitLimits limits) {
    connections = new Gauge(limits::connections);
    pending = new Gauge(limits::pendingRequests);
    requests = new Gauge(limits::requests);
    @Nullable RetryBudget budget = limits.retryBudget();
    retries = new Gauge(budget == null ? limits::retries : () -> retries(budget));
  }

  private long retries(RetryBudget budget) {
    return Math.max(
        budget.minimum(), (long) ((requests.value() + pending.value()) * budget.percent() / 100));
  }

  public Gauge connections() {
    return connections;
  }

  public Gauge pending() {
    return pending;
  }

  public Gauge requests() {
    return requests;
  }

  public Gauge retries() {
    return retries;
  }

  /** A number with a limit. */
  public static final class Gauge {
    private final AtomicLong value = new AtomicLong();
    private final LongSupplier limit;

    Gauge(LongSupplier limit) {
      this.limit = limit;
    }

    /** Adds one unless the limit is reached. */
    public boolean tryAcquire() {
      long allowed = limit.getAsLong();
      if (value.incrementAndGet() <= allowed || allowed == CircuitLimits.UNLIMITED) {
        return true;
      }
      value.decrementAndGet();
      return false;
    }

    /** Adds one even above the limit. */
    public void acquire() {
      value.incrementAndGet();
    }

    /** Takes one off. */
    public void release() {
      value.decrementAndGet();
    }

    /** The number now. */
    public long value() {
      return value.get();
    }

    /** Whether nothing more is allowed now. */
    public boolean exhausted() {
      long allowed = limit.getAsLong();
      return allowed != CircuitLimits.UNLIMITED && value.get() >= allowed;
    }
  }
}
