package io.meshwright.crd.naming;

/** Annotation keys that change behaviour or record a result (istio-features, section 1.10). */
public final class Annotations {

  /** Prefixes under which an unknown key on a pod is a mistake, not somebody else's data. */
  public static final String SIDECAR_PREFIX = "sidecar.istio.io/";

  public static final String TRAFFIC_PREFIX = "traffic.sidecar.istio.io/";
  public static final String STATUS_PREFIX = "status.sidecar.istio.io/";
  public static final String READINESS_PREFIX = "readiness.status.sidecar.istio.io/";
  public static final String INJECT_PREFIX = "inject.istio.io/";
  public static final String METRICS_PREFIX = "prometheus.istio.io/";
  public static final String PROXY_PREFIX = "proxy.istio.io/";

  /**
   * The version of the agreement by which injector and proxy start each other. A proxy is put into
   * a pod that an older injector made only if both have the same: the number goes up with any
   * change after which a new proxy would not start, or not do what it should, with the arguments,
   * variables, volumes and probes of an old pod.
   */
  public static final String BOOTSTRAP_CONTRACT = "meshwright.io/bootstrap-contract";

  public static final String BOOTSTRAP_CONTRACT_VERSION = "1";

  /**
   * {@code true} on an object of the operator: it is neither changed nor pruned any more, only
   * deleted with its owner.
   */
  public static final String UNMANAGED = "meshwright.io/unmanaged";

  /** Older form of {@link Labels#SIDECAR_INJECT}; the label wins. */
  public static final String SIDECAR_INJECT = "sidecar.istio.io/inject";

  /** Written by the injector: JSON naming what it added. */
  public static final String SIDECAR_STATUS = "sidecar.istio.io/status";

  public static final String PROXY_IMAGE = "sidecar.istio.io/proxyImage";
  public static final String PROXY_CPU = "sidecar.istio.io/proxyCPU";
  public static final String PROXY_CPU_LIMIT = "sidecar.istio.io/proxyCPULimit";
  public static final String PROXY_MEMORY = "sidecar.istio.io/proxyMemory";
  public static final String PROXY_MEMORY_LIMIT = "sidecar.istio.io/proxyMemoryLimit";

  /** What of the image; there is one only. */
  public static final String PROXY_IMAGE_TYPE = "sidecar.istio.io/proxyImageType";

  /** From what level on the proxy logs: {@code trace} to {@code critical}, or {@code off}. */
  public static final String LOG_LEVEL = "sidecar.istio.io/logLevel";

  /** The same of parts of the proxy: {@code config:debug,http:trace}. */
  public static final String COMPONENT_LOG_LEVEL = "sidecar.istio.io/componentLogLevel";

  /** The same of what Istio's agent does: {@code default:info,xdsproxy:debug}. */
  public static final String AGENT_LOG_LEVEL = "sidecar.istio.io/agentLogLevel";

  /** Volumes of the pod for its proxy, in JSON. */
  public static final String USER_VOLUME = "sidecar.istio.io/userVolume";

  /** Where the proxy mounts volumes of the pod, in JSON. */
  public static final String USER_VOLUME_MOUNT = "sidecar.istio.io/userVolumeMount";

  public static final String BOOTSTRAP_OVERRIDE = "sidecar.istio.io/bootstrapOverride";
  public static final String NATIVE_SIDECAR = "sidecar.istio.io/nativeSidecar";
  public static final String INTERCEPTION_MODE = "sidecar.istio.io/interceptionMode";
  public static final String REWRITE_PROBES = "sidecar.istio.io/rewriteAppHTTPProbers";

  /** The port of the proxy's own status server, 15020 by default. */
  public static final String STATUS_PORT = "status.sidecar.istio.io/port";

  public static final String READINESS_INITIAL_DELAY =
      "readiness.status.sidecar.istio.io/initialDelaySeconds";
  public static final String READINESS_PERIOD = "readiness.status.sidecar.istio.io/periodSeconds";
  public static final String READINESS_FAILURES =
      "readiness.status.sidecar.istio.io/failureThreshold";

  /** YAML or JSON of Istio's {@code ProxyConfig} for this pod. */
  public static final String PROXY_CONFIG = "proxy.istio.io/config";

  /** Recorded by the injector: the containers of a user that it merged with its own. */
  public static final String PROXY_OVERRIDES = "proxy.istio.io/overrides";

  /** A comma-separated list of injection templates. */
  public static final String INJECT_TEMPLATES = "inject.istio.io/templates";

  public static final String INCLUDE_OUTBOUND_IP_RANGES =
      "traffic.sidecar.istio.io/includeOutboundIPRanges";
  public static final String EXCLUDE_OUTBOUND_IP_RANGES =
      "traffic.sidecar.istio.io/excludeOutboundIPRanges";
  public static final String INCLUDE_OUTBOUND_PORTS =
      "traffic.sidecar.istio.io/includeOutboundPorts";
  public static final String EXCLUDE_OUTBOUND_PORTS =
      "traffic.sidecar.istio.io/excludeOutboundPorts";
  public static final String INCLUDE_INBOUND_PORTS = "traffic.sidecar.istio.io/includeInboundPorts";
  public static final String EXCLUDE_INBOUND_PORTS = "traffic.sidecar.istio.io/excludeInboundPorts";
  public static final String EXCLUDE_INTERFACES = "traffic.sidecar.istio.io/excludeInterfaces";

  /**
   * Interfaces of virtual machines and containers in the pod, whose traffic leaves by the proxy.
   */
  public static final String REROUTE_INTERFACES = "istio.io/reroute-virtual-interfaces";

  /** The older name of {@link #REROUTE_INTERFACES}. */
  public static final String KUBEVIRT_INTERFACES = "traffic.sidecar.istio.io/kubevirtInterfaces";

  /** {@code false} leaves the pod's own Prometheus annotations as they are. */
  public static final String MERGE_METRICS = "prometheus.istio.io/merge-metrics";

  public static final String SCRAPE_TARGETS = "prometheus.istio.io/scrape-targets";

  public static final String PROMETHEUS_SCRAPE = "prometheus.io/scrape";
  public static final String PROMETHEUS_PORT = "prometheus.io/port";
  public static final String PROMETHEUS_PATH = "prometheus.io/path";
  public static final String PROMETHEUS_SCHEME = "prometheus.io/scheme";

  public static final String EXPORT_TO = "networking.istio.io/exportTo";
  public static final String TRAFFIC_DISTRIBUTION = "networking.istio.io/traffic-distribution";

  /** Which container {@code kubectl logs} and {@code exec} mean when none is named. */
  public static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  public static final String DEFAULT_LOGS_CONTAINER =
      "kubectl.kubernetes.io/default-logs-container";

  private Annotations() {}
}
