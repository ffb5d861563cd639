package io.meshwright.proxy.telemetry;

/**
 * A counter of a filter under Envoy's name.
 *
 * @param name without {@code envoy_}
 * @param label that tells filters of the same kind apart
 * @param value of the label
 */
public record FilterMetric(String name, String label, String value) {
  /** Of an RBAC filter for requests. */
  public static FilterMetric httpRbac(String name, String statPrefix) {
    return new FilterMetric("http_rbac_" + name, "http_conn_manager_prefix", statPrefix);
  }

  /** Of an RBAC filter for connections. */
  public static FilterMetric tcpRbac(String name, String statPrefix) {
    return new FilterMetric("rbac_" + name, "rbac_prefix", statPrefix);
  }

  /** Of external authorization. */
  public static FilterMetric httpExtAuthz(String name, String statPrefix) {
    return new FilterMetric("http_ext_authz_" + name, "http_conn_manager_prefix", statPrefix);
  }

  /** Of a local rate limit for requests. */
  public static FilterMetric httpRateLimit(String name, String statPrefix) {
    return new FilterMetric(
        "http_local_rate_limit_" + name, "local_http_ratelimit_prefix", statPrefix);
  }

  /** Requests that a connection manager refuses under overload. */
  public static FilterMetric overloaded(String statPrefix) {
    return new FilterMetric(
        "http_downstream_rq_overload_close", "http_conn_manager_prefix", statPrefix);
  }

  /** Of a local rate limit for connections. */
  public static FilterMetric tcpRateLimit(String name, String statPrefix) {
    return new FilterMetric(
        "local_rate_limit_" + name, "local_network_ratelimit_prefix", statPrefix);
  }
}
