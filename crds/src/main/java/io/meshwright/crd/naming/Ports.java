package io.meshwright.crd.naming;

/** The ports of proxy, runtime and operator (docs/architecture.md prints this table). */
public final class Ports {

  /** Proxy: administration, loopback only. */
  public static final int PROXY_ADMIN = 15000;

  /** Proxy: captured outbound traffic. */
  public static final int PROXY_OUTBOUND = 15001;

  /** Proxy: captured inbound traffic. */
  public static final int PROXY_INBOUND = 15006;

  /** Proxy: HBONE tunnels. */
  public static final int PROXY_HBONE = 15008;

  /** Proxy: merged metrics and application probes. */
  public static final int PROXY_STATUS = 15020;

  /** Proxy: readiness. */
  public static final int PROXY_READINESS = 15021;

  /** Proxy: DNS capture. */
  public static final int PROXY_DNS = 15053;

  /** Proxy: its own metrics. */
  public static final int PROXY_METRICS = 15090;

  /** Runtime: xDS and certificates in plaintext; off by default. */
  public static final int RUNTIME_GRPC_PLAINTEXT = 15010;

  /** Runtime: xDS, certificates and the operator's API over TLS. */
  public static final int RUNTIME_GRPC = 15012;

  /** Runtime: metrics and version. */
  public static final int RUNTIME_MONITORING = 15014;

  /** Runtime: admission webhooks behind the Service's port 443. */
  public static final int RUNTIME_WEBHOOK = 15017;

  /** The Service port in front of {@link #RUNTIME_WEBHOOK}; the API server's default. */
  public static final int WEBHOOK_SERVICE = 443;

  /** Runtime: readiness. */
  public static final int RUNTIME_READINESS = 8080;

  /** Operator: liveness and readiness. */
  public static final int OPERATOR_HEALTH = 8080;

  /** Operator: metrics over TLS, for callers with a token that may read them. */
  public static final int OPERATOR_METRICS = 8443;

  /** Operator: admission of its own kinds behind the Service's port 443. */
  public static final int OPERATOR_WEBHOOK = 9443;

  private Ports() {}
}
