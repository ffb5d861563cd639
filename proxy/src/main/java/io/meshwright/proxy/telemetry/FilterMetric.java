package io.meshwright.proxy.telemetry;

import java.util.List;

/**
 * A counter or histogram of a filter under Envoy's name.
 *
 * @param name without {@code envoy_}
 * @param labels that tell filters of the same kind apart
 */
public record FilterMetric(String name, List<Label> labels) {
  public FilterMetric {
    labels = List.copyOf(labels);
  }

  /** One label. */
  public record Label(String name, String value) {}

  private FilterMetric(String name, String label, String value) {
    this(name, List.of(new Label(label, value)));
  }

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

  /** Of authentication by tokens. */
  public static FilterMetric httpJwtAuthn(String name, String statPrefix) {
    return new FilterMetric("http_jwt_authn_" + name, "http_conn_manager_prefix", statPrefix);
  }

  /** Of a local rate limit for requests. */
  public static FilterMetric httpRateLimit(String name, String statPrefix) {
    return new FilterMetric(
        "http_local_rate_limit_" + name, "local_http_ratelimit_prefix", statPrefix);
  }

  /** Of the rate limit of the mesh, for the requests to a cluster. */
  public static FilterMetric rateLimit(String name, String cluster) {
    return new FilterMetric("cluster_ratelimit_" + name, "cluster_name", cluster);
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

  /** Of the gRPC calls to a cluster. */
  public static FilterMetric grpc(String name, String cluster) {
    return new FilterMetric("cluster_grpc_" + name, "cluster_name", cluster);
  }

  /** Of the gRPC calls to one method. */
  public static FilterMetric grpc(String name, String cluster, String service, String method) {
    return new FilterMetric(
        "cluster_grpc_" + name,
        List.of(
            new Label("cluster_name", cluster),
            new Label("grpc_bridge_service", service),
            new Label("grpc_bridge_method", method)));
  }
}
