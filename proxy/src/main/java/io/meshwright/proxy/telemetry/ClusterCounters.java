package io.meshwright.proxy.telemetry;

import java.util.List;
import java.util.function.Function;

/**
 * What one worker counts about one cluster. Owned by the worker's loop.
 *
 * <p>The fields are the counters themselves: they are hit on every request.
 */
public final class ClusterCounters {
  /** The counters under Envoy's names. */
  static final List<Series> COUNTERS =
      List.of(
          new Series("upstream_rq_total", c -> c.requests),
          new Series("upstream_rq_pending_overflow", c -> c.pendingOverflow),
          new Series("upstream_rq_retry", c -> c.retries),
          new Series("upstream_rq_retry_success", c -> c.retriesSucceeded),
          new Series("upstream_rq_retry_limit_exceeded", c -> c.retriesExceeded),
          new Series("upstream_rq_retry_overflow", c -> c.retryOverflow),
          new Series("upstream_rq_timeout", c -> c.timeouts),
          new Series("upstream_rq_per_try_timeout", c -> c.perTryTimeouts),
          new Series("upstream_rq_per_try_idle_timeout", c -> c.perTryIdleTimeouts),
          new Series("upstream_cx_total", c -> c.connections),
          new Series("upstream_cx_connect_fail", c -> c.connectFailures),
          new Series("upstream_cx_connect_timeout", c -> c.connectTimeouts),
          new Series("upstream_cx_overflow", c -> c.connectionOverflow),
          new Series("upstream_cx_idle_timeout", c -> c.connectionsClosedIdle),
          new Series("upstream_cx_none_healthy", c -> c.noHealthyHost),
          new Series("health_check_attempt", c -> c.healthChecks),
          new Series("health_check_success", c -> c.healthChecksPassed),
          new Series("health_check_failure", c -> c.healthChecksFailed),
          new Series("health_check_network_failure", c -> c.healthChecksSilent),
          new Series("upstream_cx_rx_bytes_total", c -> c.bytesReceived),
          new Series("upstream_cx_tx_bytes_total", c -> c.bytesSent));

  /** The gauges under Envoy's names. */
  static final List<Series> GAUGES =
      List.of(
          new Series("upstream_rq_active", c -> c.requestsActive),
          new Series("upstream_rq_pending_active", c -> c.requestsPending),
          new Series("upstream_cx_active", c -> c.connectionsActive));

  public final LoopCounter requests = new LoopCounter();
  public final LoopCounter requestsActive = new LoopCounter();
  public final LoopCounter requestsPending = new LoopCounter();
  public final LoopCounter pendingOverflow = new LoopCounter();
  public final LoopCounter retries = new LoopCounter();
  public final LoopCounter retriesSucceeded = new LoopCounter();
  public final LoopCounter retriesExceeded = new LoopCounter();
  public final LoopCounter retryOverflow = new LoopCounter();
  public final LoopCounter timeouts = new LoopCounter();
  public final LoopCounter perTryTimeouts = new LoopCounter();
  public final LoopCounter perTryIdleTimeouts = new LoopCounter();
  public final LoopCounter connections = new LoopCounter();
  public final LoopCounter connectionsActive = new LoopCounter();
  public final LoopCounter connectFailures = new LoopCounter();
  public final LoopCounter connectTimeouts = new LoopCounter();
  public final LoopCounter connectionOverflow = new LoopCounter();
  public final LoopCounter connectionsClosedIdle = new LoopCounter();
  public final LoopCounter noHealthyHost = new LoopCounter();
  public final LoopCounter healthChecks = new LoopCounter();
  public final LoopCounter healthChecksPassed = new LoopCounter();
  public final LoopCounter healthChecksFailed = new LoopCounter();
  public final LoopCounter healthChecksSilent = new LoopCounter();
  public final LoopCounter bytesReceived = new LoopCounter();
  public final LoopCounter bytesSent = new LoopCounter();

  ClusterCounters() {}

  /** One of the values of each cluster, without {@code envoy_cluster_} in its name. */
  record Series(String name, Function<ClusterCounters, LoopCounter> value) {}
}
