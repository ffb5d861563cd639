package io.meshwright.crd.naming;

/** Names that exist once per mesh, whatever its revisions. */
public final class MeshNames {

  /** Where a mesh and its mesh-wide policies live unless configured otherwise. */
  public static final String DEFAULT_MESH_NAMESPACE = "istio-system";

  public static final String OPERATOR_NAMESPACE = "meshwright-system";

  /** The alias Service that tools, and proxies of any revision, look for. */
  public static final String ALIAS_SERVICE = "istiod";

  /** The revision tag whose webhooks also serve {@code istio-injection=enabled}. */
  public static final String DEFAULT_TAG = "default";

  /** Secret of the self-signed root: created by the runtime if absent, never overwritten. */
  public static final String CA_SECRET = "istio-ca-secret";

  /** Secret of a plug-in CA, made by the user; wins over {@link #CA_SECRET}. */
  public static final String PLUGIN_CA_SECRET = "cacerts";

  /**
   * Secret in the mesh's namespace, made by the user, that the operator may read: token and roots
   * for the Prometheus that waves are judged by.
   */
  public static final String PROMETHEUS_SECRET = "meshwright-prometheus";

  /** PrometheusRule in the mesh's namespace, where the installation asks for it. */
  public static final String ALERTS = "meshwright";

  /** ConfigMap of Grafana's boards in the mesh's namespace, where the installation asks for it. */
  public static final String DASHBOARDS = "meshwright-dashboards";

  /** Type of {@link #CA_SECRET}. */
  public static final String CA_SECRET_TYPE = "istio.io/ca-root";

  /**
   * ConfigMap in every namespace with the roots that workloads trust, unless an installation gives
   * it another name.
   */
  public static final String ROOT_CONFIG_MAP = "istio-ca-root-cert";

  /** Key in {@link #ROOT_CONFIG_MAP}. */
  public static final String ROOT_CERT_KEY = "root-cert.pem";

  /** Audience of the tokens with which a workload asks for its certificate and configuration. */
  public static final String TOKEN_AUDIENCE = "istio-ca";

  /** Lease whose holder writes the ConfigMaps {@link #ROOT_CONFIG_MAP}. */
  private static final String ROOTS_LEASE = "meshwright-roots";

  /** Server-side apply field manager of the root ConfigMaps. */
  public static final String ROOTS_FIELD_MANAGER = "meshwright-roots";

  /**
   * Lease in the mesh's namespace: its holder writes the status of resources that name no revision.
   */
  public static final String STATUS_LEASE = "meshwright-status";

  /**
   * Field manager of resources' status, whichever revision writes: what one wrote, the next can
   * take away.
   */
  public static final String STATUS_FIELD_MANAGER = "meshwright-status";

  /** Server-side apply field manager of the operator. */
  public static final String OPERATOR_FIELD_MANAGER = "meshwright-operator";

  /** Key of the mesh configuration in {@link RevisionNames#meshConfigMap()}. */
  public static final String MESH_KEY = "mesh";

  /** Key of the networks in {@link RevisionNames#meshConfigMap()}. */
  public static final String MESH_NETWORKS_KEY = "meshNetworks";

  /** Key of the injection values in {@link RevisionNames#injectorConfigMap()}. */
  public static final String INJECTION_VALUES_KEY = "values";

  private MeshNames() {}

  /**
   * Lease in the mesh's namespace whose holder writes the roots: one for each name of their
   * ConfigMaps, since revisions with different ones must not wait for each other.
   *
   * @param trustBundle {@link #ROOT_CONFIG_MAP} or what the installation calls it
   */
  public static String rootsLease(String trustBundle) {
    return trustBundle.equals(ROOT_CONFIG_MAP) ? ROOTS_LEASE : ROOTS_LEASE + "-" + trustBundle;
  }
}
