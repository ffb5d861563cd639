package io.meshwright.proxy.upstream;

import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * A request's place among those of its cluster and host: taken before a connection is asked for,
 * given back once when the request is over, where it was taken, since the cluster may change
 * meanwhile. For the cluster's loop only.
 */
public final class RequestPlace {
  private final LoopHost host;
  private final ClusterCounters counters;
  private final CircuitBreaker.Gauge gauge;

  private RequestPlace(LoopHost host, ClusterCounters counters, CircuitBreaker.Gauge gauge) {
    this.host = host;
    this.counters = counters;
    this.gauge = gauge;
  }

  /** Takes a place and counts the request; absent, and counted as such, above the limit. */
  public static @Nullable RequestPlace take(LoopCluster cluster, LoopHost host) {
    ClusterCounters counters = cluster.counters();
    CircuitBreaker.Gauge gauge = cluster.shared().breaker().requests();
    if (!gauge.tryAcquire()) {
      counters.pendingOverflow.increment();
      return null;
    }
    counters.requests.increment();
    counters.requestsActive.increment();
    host.counters().requestsTotal.increment();
    host.counters().requestsActive.increment();
    return new RequestPlace(host, counters, gauge);
  }

  /** The host that the request goes to. */
  public LoopHost host() {
    return host;
  }

  /** Gives the place back. */
  public void release() {
    counters.requestsActive.decrement();
    host.counters().requestsActive.decrement();
    gauge.release();
  }
}
