package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy.Placement;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.lb.Selection;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.upstream.pool.HttpPool;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
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
  private final InstantSource clock;
  private final MatchLabels subset;
  private final @Nullable Long hash;
  private final boolean idempotent;
  private final List<Tried> tried = new ArrayList<>(1);
  private Set<Integer> leftOut = Set.of();
  private boolean metStaleConnection;
  private CircuitBreaker.@Nullable Gauge slot;
  private int picks;
  private int retries;

  /** Where an attempt went. */
  private record Tried(SocketAddress address, int priority) {}

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
      MatchLabels subset,
      @Nullable Long hash,
      RandomGenerator random,
      InstantSource clock) {
    this.policy = policy != null && RetryRules.retriable(policy, request) ? policy : null;
    this.cluster = cluster;
    this.subset = subset;
    this.hash = hash;
    this.random = random;
    this.clock = clock;
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

  @Nullable Duration perTryIdleTimeout() {
    return policy == null ? null : policy.perTryIdleTimeout();
  }

  /** A host, if possible not one that was tried, nor one of the priorities to be left. */
  @Nullable LoopHost pick(SocketAddress destination) {
    Placement placement = policy == null ? Placement.ANYWHERE : policy.placement();
    leavePriorities(placement);
    @Nullable LoopHost host = cluster.pick(destination, new Selection(hash, 0, subset, leftOut));
    for (int i = 1;
        i <= placement.selections()
            && placement.avoidPreviousHosts()
            && host != null
            && wasTried(host);
        i++) {
      host = cluster.pick(destination, new Selection(hash, i, subset, leftOut));
    }
    if (host != null) {
      tried.add(new Tried(host.host().address(), host.priority()));
    }
    picks++;
    return host;
  }

  private void leavePriorities(Placement placement) {
    int every = placement.leavePrioritiesEvery();
    if (every > 0 && picks > 0 && picks % every == 0) {
      leftOut = tried.stream().map(Tried::priority).collect(Collectors.toUnmodifiableSet());
    }
  }

  private boolean wasTried(LoopHost host) {
    SocketAddress address = host.host().address();
    return tried.stream().anyMatch(each -> each.address().equals(address));
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
      return byPolicy(policy, null);
    }
    return NO;
  }

  Decision after(ResponseHead response) {
    if (policy != null && RetryRules.retriable(policy, response)) {
      return byPolicy(policy, RetryRules.pause(policy.backoff(), response, clock, random));
    }
    if (retries > 0) {
      cluster.counters().retriesSucceeded.increment();
    }
    return NO;
  }

  private Decision byPolicy(RetryPolicy by, @Nullable Duration asked) {
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
    Duration own = RetryRules.pause(by.backoff(), retries++, random);
    return new Decision.Retry(asked == null ? own : asked);
  }

  /** No further attempt will be made. */
  void release() {
    if (slot != null) {
      slot.release();
      slot = null;
    }
  }
}
