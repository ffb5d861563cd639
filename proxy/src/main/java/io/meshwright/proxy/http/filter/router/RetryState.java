package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.upstream.pool.HttpPool;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How often a request was tried and may yet be. Besides its policy, a request that met a reused
 * connection which the upstream was just closing is sent once more, on a new one: whatever it is if
 * it was not written or the upstream says that it did not process it (RFC 9113 section 8.7), else
 * if it is idempotent, as RFC 9110 section 9.2.2 allows.
 */
final class RetryState {
  private final @Nullable RetryPolicy policy;
  private final LoopCluster cluster;
  private final RandomGenerator random;
  private final boolean idempotent;
  private final Set<InetSocketAddress> tried = new HashSet<>();
  private boolean metStaleConnection;
  private CircuitBreaker.@Nullable Gauge slot;
  private int retries;

  /** What to do after an attempt. */
  sealed interface Decision {
    /** Try again after a pause. */
    record Retry(Duration pause) implements Decision {}

    /** It would be tried again, but no retry is left or the cluster allows none now. */
    record Exhausted() implements Decision {}

    /** It is no reason to try again. */
    record No() implements Decision {}
  }

  private static final Decision EXHAUSTED = new Decision.Exhausted();
  private static final Decision NO = new Decision.No();

  RetryState(
      @Nullable RetryPolicy policy,
      RequestHead request,
      LoopCluster cluster,
      RandomGenerator random) {
    this.policy = policy;
    this.cluster = cluster;
    this.random = random;
    this.idempotent = RetryRules.idempotent(request);
  }

  /**
   * Whether another attempt could follow, so that the request must be kept.
   *
   * @param reused whether the attempt's connection was used before
   */
  boolean possible(boolean reused) {
    return (policy != null && policy.retries() > retries) || (reused && !metStaleConnection);
  }

  /** Which connections may carry the next attempt. */
  HttpPool.Reuse reuse() {
    if (metStaleConnection) {
      return HttpPool.Reuse.NONE;
    }
    return idempotent ? HttpPool.Reuse.ANY : HttpPool.Reuse.OPEN_AT_PEER;
  }

  @Nullable Duration perTryTimeout() {
    return policy == null ? null : policy.perTryTimeout();
  }

  /** A host, if possible not one that was tried. */
  @Nullable LoopHost pick(InetSocketAddress destination) {
    @Nullable LoopHost host = cluster.pick(destination);
    if (policy != null && policy.avoidPreviousHosts()) {
      for (int i = 1;
          i < policy.hostSelectionAttempts()
              && host != null
              && tried.contains(host.host().address());
          i++) {
        host = cluster.pick(destination);
      }
    }
    if (host != null) {
      tried.add(host.host().address());
    }
    return host;
  }

  Decision after(AttemptFailure failure) {
    boolean unseen =
        failure == AttemptFailure.NOT_SENT
            || failure == AttemptFailure.REFUSED
            || (failure == AttemptFailure.STALE_CONNECTION && idempotent);
    if (unseen && !metStaleConnection) {
      metStaleConnection = true;
      cluster.counters().retries.increment();
      return new Decision.Retry(Duration.ZERO);
    }
    if (policy != null && RetryRules.retriable(policy, failure)) {
      return byPolicy(policy);
    }
    return NO;
  }

  Decision after(ResponseHead response) {
    if (policy != null && RetryRules.retriable(policy, response)) {
      return byPolicy(policy);
    }
    if (retries > 0) {
      cluster.counters().retriesSucceeded.increment();
    }
    return NO;
  }

  private Decision byPolicy(RetryPolicy by) {
    if (retries >= by.retries()) {
      cluster.counters().retriesExceeded.increment();
      return EXHAUSTED;
    }
    if (slot == null) {
      CircuitBreaker.Gauge gauge = cluster.shared().breaker().retries();
      if (!gauge.tryAcquire()) {
        cluster.counters().retryOverflow.increment();
        return EXHAUSTED;
      }
      slot = gauge;
    }
    cluster.counters().retries.increment();
    return new Decision.Retry(RetryRules.pause(by, retries++, random));
  }

  /** No further attempt will be made. */
  void release() {
    if (slot != null) {
      slot.release();
      slot = null;
    }
  }
}
