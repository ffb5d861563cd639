package io.meshwright.crd.naming;

/** Label keys, and the few values that have a meaning of their own. */
public final class Labels {

  /** On a namespace: {@link #ENABLED} or {@link #DISABLED} (istio-features I3). */
  public static final String INJECTION = "istio-injection";

  public static final String ENABLED = "enabled";
  public static final String DISABLED = "disabled";

  /** On a namespace, pod, policy or own object: the revision or tag it belongs to. */
  public static final String REVISION = "istio.io/rev";

  /** On an injection webhook configuration: the tag it serves. */
  public static final String TAG = "istio.io/tag";

  /** On a pod: {@code true} or {@code false}; the annotation of this name is the older form. */
  public static final String SIDECAR_INJECT = "sidecar.istio.io/inject";

  /** On a pod: {@link #TLS_MODE_ISTIO} when its proxy accepts mutual TLS of the mesh. */
  public static final String TLS_MODE = "security.istio.io/tlsMode";

  public static final String TLS_MODE_ISTIO = "istio";

  public static final String CANONICAL_NAME = "service.istio.io/canonical-name";
  public static final String CANONICAL_REVISION = "service.istio.io/canonical-revision";
  public static final String WORKLOAD_NAME = "service.istio.io/workload-name";

  public static final String TOPOLOGY_NETWORK = "topology.istio.io/network";
  public static final String TOPOLOGY_CLUSTER = "topology.istio.io/cluster";
  public static final String TOPOLOGY_SUBZONE = "topology.istio.io/subzone";
  public static final String TOPOLOGY_LOCALITY = "topology.istio.io/locality";
  public static final String REGION = "topology.kubernetes.io/region";
  public static final String ZONE = "topology.kubernetes.io/zone";
  public static final String HOSTNAME = "kubernetes.io/hostname";

  /** On pods of a gateway, as in Istio's chart: what Gateway objects select it by. */
  public static final String GATEWAY = "istio";

  /** The same key on pods of the control plane: which component of Istio they stand for. */
  public static final String COMPONENT = GATEWAY;

  public static final String APP = "app";
  public static final String VERSION = "version";
  public static final String APP_NAME = "app.kubernetes.io/name";
  public static final String APP_INSTANCE = "app.kubernetes.io/instance";
  public static final String APP_VERSION = "app.kubernetes.io/version";
  public static final String APP_COMPONENT = "app.kubernetes.io/component";
  public static final String APP_PART_OF = "app.kubernetes.io/part-of";
  public static final String APP_MANAGED_BY = "app.kubernetes.io/managed-by";

  /** On a ServiceEntry: {@code false} if its hosts are to be given no addresses. */
  public static final String AUTO_ALLOCATE_IP = "networking.istio.io/enable-autoallocate-ip";

  /** Set by Kubernetes on every namespace: its own name. */
  public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  /** On root ConfigMaps, as in Istio: {@code true}. */
  public static final String CONFIG = "istio.io/config";

  private Labels() {}
}
