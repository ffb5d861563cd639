package io.meshwright.crd.naming;

/** What the operator writes on its own objects, and what it is called itself. */
public final class OperatorNames {

  /** Deployment, ServiceAccount, roles and container of the operator. */
  public static final String OPERATOR = "meshwright-operator";

  /** Service in front of the operator's metrics. */
  public static final String METRICS_SERVICE = "meshwright-operator-metrics";

  /** ClusterRole for whoever may read the operator's metrics. */
  public static final String METRICS_READER = "meshwright-operator-metrics-reader";

  /** ClusterRole, and its binding, by which the operator may restart workloads. */
  public static final String DATA_PLANE_ROLE = "meshwright-operator-data-plane";

  /** ClusterRole, and its binding, by which the operator may upgrade sidecars in place. */
  public static final String IN_PLACE_ROLE = "meshwright-operator-in-place";

  /** ClusterRole by which the operator may evict pods; bound where an administrator opts in. */
  public static final String HEALING_ROLE = "meshwright-operator-healing";

  /** Lease in {@link MeshNames#OPERATOR_NAMESPACE}: its holder is the one replica that writes. */
  public static final String LEADER_LEASE = "meshwright-operator-leader";

  /** Value of {@link Labels#APP_MANAGED_BY} on each object that the operator applies. */
  public static final String MANAGED_BY = "meshwright-operator";

  /** Label: the kind of the custom resource for which an object was applied. */
  public static final String OWNER_KIND = "meshwright.io/owner-kind";

  /** Label: the name of the custom resource for which an object was applied. */
  public static final String OWNER_NAME = "meshwright.io/owner-name";

  /** Annotation: a hash of the object as it was last applied; shows what left the plan. */
  public static final String APPLIED_HASH = "meshwright.io/applied-hash";

  /** Annotation on pods of a gateway: a change of what is injected that needs a restart. */
  public static final String CONFIG_HASH = "meshwright.io/config-hash";

  /** Finalizer of MeshInstallation, MeshRevision and MeshRevisionTag. */
  public static final String FINALIZER = "meshwright.io/cleanup";

  /** ValidatingWebhookConfiguration of configuration that names no revision. */
  public static final String DEFAULT_VALIDATOR = "istiod-default-validator";

  /** Audience of the tokens with which the operator calls its API of a runtime. */
  public static final String API_AUDIENCE = "meshwright-operator-api";

  /** Where the operator's pod has the token of {@link #API_AUDIENCE}, in {@link #API_TOKEN}. */
  public static final String API_TOKEN_DIRECTORY = "/var/run/secrets/meshwright/operator-api";

  public static final String API_TOKEN = "token";

  /** Annotation on a CRD: the version of the operator that wrote it. */
  public static final String CRD_VERSION = "meshwright.io/crd-version";

  /**
   * Annotation on a CRD: {@code true} lets the operator write it though another owner does, or
   * though it would take less than before.
   */
  public static final String CRD_OVERRIDE = "meshwright.io/crd-override";

  /**
   * Annotation on a MeshInstallation: {@code true} allows changes of version that are not tested,
   * such as past a minor version.
   */
  public static final String ALLOW_VERSION_CHANGE = "meshwright.io/allow-untested-version-change";

  /**
   * Annotation on a MeshInstallation or MeshRevision: {@code true} lets it be deleted while
   * workloads use it.
   */
  public static final String ALLOW_DELETE_IN_USE = "meshwright.io/allow-delete-in-use";

  /**
   * Annotation on a MeshInstallation: {@code resume}, {@code skip} or {@code abort} the wave under
   * way. The operator obeys once and removes it.
   */
  public static final String DATA_PLANE_COMMAND = "meshwright.io/data-plane";

  /**
   * Annotation on a MeshInstallation: {@code now} replaces the mesh's root, {@code activate} and
   * {@code retire} go on to that step without waiting for proxies, {@code abort} gives up a root
   * that does not sign yet. The operator obeys once and removes it.
   */
  public static final String ROTATE_ROOT = "meshwright.io/rotate-root";

  /** Annotation on the Secret of the mesh's own CA: the step of a change of root under way. */
  public static final String ROTATION_PHASE = "meshwright.io/rotation-phase";

  /** The same: since when. */
  public static final String ROTATION_SINCE = "meshwright.io/rotation-since";

  /** The same: why; stays when the change is done. */
  public static final String ROTATION_CAUSE = "meshwright.io/rotation-cause";

  /**
   * Annotation on a workload or namespace, the workload's wins: {@code never} opts out of restarts,
   * {@code now} waits for no wave, pause or window, {@code wave} is as without it.
   */
  public static final String PROXY_UPDATE = "meshwright.io/proxy-update";

  /**
   * Annotation on a workload, its pod template or its namespace, the first of these wins: {@code
   * InPlace} or {@code Rollout} instead of the installation's {@code
   * spec.dataPlane.sidecarUpgrade}.
   */
  public static final String SIDECAR_UPGRADE_MODE = "meshwright.io/sidecar-upgrade-mode";

  /**
   * Annotation on a workload that the operator restarted, until it is ready: the revision and
   * version for which it was restarted.
   */
  public static final String RESTARTED_FOR = "meshwright.io/restarted-for";

  /**
   * Annotation on a pod whose sidecar is being upgraded in place: since when, and which container
   * is to go. While it is there, the mesh sends the pod nothing new that others can take.
   */
  public static final String SIDECAR_UPGRADE = "meshwright.io/sidecar-upgrade";

  /** Label on a pod that only pulls an image: the uid of the workload that is to run from it. */
  public static final String PULLS_FOR = "meshwright.io/pulls-for";

  /**
   * Annotation on a MeshInstallation: the {@code hash} of {@code status.configDiff} whose
   * differences may come into force.
   */
  public static final String ACCEPT_CONFIG_DIFF = "meshwright.io/accept-config-diff";

  /** ConfigMap in the mesh's namespace: how an installation's workloads fared before its wave. */
  public static String waveBaseline(String installation) {
    return installation + "-wave-baseline";
  }

  /** ValidatingWebhookConfiguration of the operator's own kinds. */
  public static final String ADMISSION_WEBHOOK = "meshwright-operator";

  /** Service in front of the operator's admission webhook. */
  public static final String ADMISSION_SERVICE = "meshwright-operator-webhook";

  /** Secret in the operator's namespace: the certificate that the operator made for itself. */
  public static final String ADMISSION_SECRET = "meshwright-operator-webhook";

  private OperatorNames() {}

  /** ConfigMap in the mesh's namespace: all differences of the newest change of revision. */
  public static String configDiffReport(String installation) {
    return installation + "-config-diff";
  }
}
