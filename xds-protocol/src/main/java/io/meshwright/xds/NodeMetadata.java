package io.meshwright.xds;

/**
 * The keys of an xDS node's metadata, as Istio's proxies send them (istio-features X11). Values are
 * strings unless said otherwise.
 */
public final class NodeMetadata {
  public static final String APP_CONTAINERS = "APP_CONTAINERS";
  public static final String CLUSTER_ID = "CLUSTER_ID";

  /** {@code true} if the proxy answers its application's DNS queries. */
  public static final String DNS_CAPTURE = "DNS_CAPTURE";

  /** Comma-separated addresses of the pod, IPv4 and IPv6. */
  public static final String INSTANCE_IPS = "INSTANCE_IPS";

  public static final String INTERCEPTION_MODE = "INTERCEPTION_MODE";

  /** Of {@link #INTERCEPTION_MODE}: inbound connections keep their addresses. */
  public static final String TRANSPARENT = "TPROXY";

  public static final String ISTIO_REVISION = "ISTIO_REVISION";
  public static final String ISTIO_VERSION = "ISTIO_VERSION";

  /** A struct of the pod's labels. */
  public static final String LABELS = "LABELS";

  public static final String MESH_ID = "MESH_ID";

  /** The version compiled into a Meshwright proxy; absent for any other. */
  public static final String MESHWRIGHT_VERSION = "MESHWRIGHT_VERSION";

  public static final String NAMESPACE = "NAMESPACE";
  public static final String NETWORK = "NETWORK";
  public static final String NODE_NAME = "NODE_NAME";
  public static final String OWNER = "OWNER";
  public static final String POD_PORTS = "POD_PORTS";

  /** A struct: Istio's ProxyConfig. */
  public static final String PROXY_CONFIG = "PROXY_CONFIG";

  public static final String SERVICE_ACCOUNT = "SERVICE_ACCOUNT";
  public static final String WORKLOAD_NAME = "WORKLOAD_NAME";

  private NodeMetadata() {}
}
