package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.access.AccessSubject;
import io.meshwright.proxy.access.AccessVerdict;
import io.meshwright.proxy.limit.TokenBucket;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.telemetry.MetricsShard;
import org.jspecify.annotations.Nullable;

/** Decides whether a connection is served, once its handshake is over. Used by all loops. */
@FunctionalInterface
interface ConnectionGate {
  /** Decides and counts; on the connection's loop. */
  boolean admits(DownstreamConnection connection, MetricsShard metrics);

  /** By rules. */
  static ConnectionGate of(AccessControl control) {
    return (connection, metrics) -> {
      AccessSubject subject = AccessSubject.of(connection);
      @Nullable AccessRules shadow = control.shadow();
      if (shadow != null) {
        boolean allowed = AccessVerdict.of(shadow, subject).allowed();
        String name = control.shadowPrefix() + (allowed ? "shadow_allowed" : "shadow_denied");
        metrics.filter(FilterMetric.tcpRbac(name, control.statPrefix())).increment();
      }
      @Nullable AccessRules rules = control.rules();
      if (rules == null) {
        return true;
      }
      boolean allowed = AccessVerdict.of(rules, subject).allowed();
      metrics
          .filter(FilterMetric.tcpRbac(allowed ? "allowed" : "denied", control.statPrefix()))
          .increment();
      return allowed;
    };
  }

  /** By rate. */
  static ConnectionGate of(NetworkFilter.LocalRateLimited limit) {
    TokenBucket bucket = new TokenBucket(limit.bucket(), System::nanoTime);
    return (connection, metrics) -> {
      boolean taken = bucket.take();
      if (!taken) {
        metrics.filter(FilterMetric.tcpRateLimit("rate_limited", limit.statPrefix())).increment();
      }
      return taken;
    };
  }
}
