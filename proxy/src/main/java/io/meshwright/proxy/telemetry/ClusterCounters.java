package io.meshwright.proxy.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one worker counts about one cluster, under Envoy's names. Owned by the worker's loop.
 *
 * <p>The fields are the counters themselves: they are hit on every request.
 */
public final class ClusterCounters {
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

  private final Map<String, LoopCounter> counters = new LinkedHashMap<>();
  private final Map<String, LoopCounter> gauges = new LinkedHashMap<>();

  ClusterCounters() {
    counters.put("upstream_rq_total", requests);
    counters.put("upstream_rq_pending_overflow", pendingOverflow);
    counters.put("upstream_rq_retry", retries);
    counters.put("upstream_rq_retry_success", retriesSucceeded);
    counters.put("upstream_rq_retry_limit_exceeded", retriesExceeded);
    counters.put("upstream_rq_retry_overflow", retryOverflow);
    counters.put("upstream_rq_timeout", timeouts);
    counters.put("upstream_rq_per_try_timeout", perTryTimeouts);
    counters.put("upstream_rq_per_try_idle_timeout", perTryIdleTimeouts);
    counters.put("upstream_cx_total", connections);
    counters.put("upstream_cx_connect_fail", connectFailures);
    counters.put("upstream_cx_connect_timeout", connectTimeouts);
    counters.put("upstream_cx_overflow", connectionOverflow);
    counters.put("upstream_cx_idle_timeout", connectionsClosedIdle);
    counters.put("upstream_cx_none_healthy", noHealthyHost);
    counters.put("health_check_attempt", healthChecks);
    counters.put("health_check_success", healthChecksPassed);
    counters.put("health_check_failure", healthChecksFailed);
    counters.put("health_check_network_failure", healthChecksSilent);
    counters.put("upstream_cx_rx_bytes_total", bytesReceived);
    counters.put("upstream_cx_tx_bytes_total", bytesSent);
    gauges.put("upstream_rq_active", requestsActive);
    gauges.put("upstream_rq_pending_active", requestsPending);
    gauges.put("upstream_cx_active", connectionsActive);
  }

  /** Counters by their Envoy name. */
  Map<String, LoopCounter> counters() {
    return counters;
  }

  /** Gauges by their Envoy name. */
  Map<String, LoopCounter> gauges() {
    return gauges;
  }
}
