package io.meshwright.crd.injection;

import java.util.List;
import java.util.Map;

/**
 * What the injector adds to pods, as the operator writes it into the injector ConfigMap under the
 * key {@code values} (JSON or YAML), and the runtime reads it. Only {@code image} must be given;
 * everything else has the default stated here.
 *
 * @param image the proxy's image; also that of the init container
 * @param imagePullPolicy {@code IfNotPresent} by default
 * @param imagePullSecrets added to the pod; none by default
 * @param resources of the proxy; none by default
 * @param captureMode {@code INIT_CONTAINER} by default
 * @param nativeSidecar whether the proxy is an init container that keeps running; true by default
 * @param holdApplicationUntilProxyStarts whether, for a classic sidecar, the application's
 *     containers start only when the proxy is ready; false by default
 * @param rewriteAppHTTPProbe whether probes go through the proxy's status port; true by default
 * @param policy for pods that do not say themselves; {@code enabled} by default
 * @param neverInject labels; a pod that has all of one entry is not injected
 * @param alwaysInject labels; a pod that has all of one entry is injected whatever {@code policy}
 * @param capture which traffic is captured; all of it by default
 * @param cluster what proxies are told of where they run
 */
public record InjectionValues(
    String image,
    String imagePullPolicy,
    List<String> imagePullSecrets,
    Resources resources,
    CaptureMode captureMode,
    Boolean nativeSidecar,
    Boolean holdApplicationUntilProxyStarts,
    Boolean rewriteAppHTTPProbe,
    Policy policy,
    List<Map<String, String>> neverInject,
    List<Map<String, String>> alwaysInject,
    Capture capture,
    Cluster cluster) {

  // A component is null where the document says nothing; the constructor puts the default there.
  public InjectionValues {
    image = image == null ? "" : image;
    imagePullPolicy = imagePullPolicy == null ? "IfNotPresent" : imagePullPolicy;
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    resources = resources == null ? new Resources(Map.of(), Map.of()) : resources;
    captureMode = captureMode == null ? CaptureMode.INIT_CONTAINER : captureMode;
    nativeSidecar = nativeSidecar == null || nativeSidecar;
    holdApplicationUntilProxyStarts =
        holdApplicationUntilProxyStarts != null && holdApplicationUntilProxyStarts;
    rewriteAppHTTPProbe = rewriteAppHTTPProbe == null || rewriteAppHTTPProbe;
    policy = policy == null ? Policy.enabled : policy;
    neverInject = neverInject == null ? List.of() : List.copyOf(neverInject);
    alwaysInject = alwaysInject == null ? List.of() : List.copyOf(alwaysInject);
    capture = capture == null ? Capture.EVERYTHING : capture;
    cluster = cluster == null ? Cluster.SINGLE : cluster;
  }

  /** Istio's words for whether a pod of a selected namespace is injected without asking for it. */
  // The constants are the words of the document.
  public enum Policy {
    enabled,
    disabled
  }

  /** Requests and limits, keyed by resource name. */
  public record Resources(Map<String, String> requests, Map<String, String> limits) {
    public Resources {
      requests = requests == null ? Map.of() : Map.copyOf(requests);
      limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
  }

  /**
   * Comma-separated lists as in the annotations {@code traffic.sidecar.istio.io/*}, which win.
   *
   * @param includeInboundPorts {@code *} by default
   * @param excludeInboundPorts none by default
   * @param includeIPRanges {@code *} by default
   * @param excludeIPRanges none by default
   * @param includeOutboundPorts none by default
   * @param excludeOutboundPorts none by default
   */
  public record Capture(
      String includeInboundPorts,
      String excludeInboundPorts,
      String includeIPRanges,
      String excludeIPRanges,
      String includeOutboundPorts,
      String excludeOutboundPorts) {

    static final Capture EVERYTHING = new Capture("*", "", "*", "", "", "");

    public Capture {
      includeInboundPorts = includeInboundPorts == null ? "*" : includeInboundPorts;
      excludeInboundPorts = excludeInboundPorts == null ? "" : excludeInboundPorts;
      includeIPRanges = includeIPRanges == null ? "*" : includeIPRanges;
      excludeIPRanges = excludeIPRanges == null ? "" : excludeIPRanges;
      includeOutboundPorts = includeOutboundPorts == null ? "" : includeOutboundPorts;
      excludeOutboundPorts = excludeOutboundPorts == null ? "" : excludeOutboundPorts;
    }
  }

  /**
   * Where proxies run.
   *
   * @param domain the cluster's DNS domain; {@code cluster.local} by default
   * @param id {@code Kubernetes} by default
   * @param network empty by default
   * @param meshId the trust domain if empty
   */
  public record Cluster(String domain, String id, String network, String meshId) {

    static final Cluster SINGLE = new Cluster("cluster.local", "Kubernetes", "", "");

    public Cluster {
      domain = domain == null ? "cluster.local" : domain;
      id = id == null ? "Kubernetes" : id;
      network = network == null ? "" : network;
      meshId = meshId == null ? "" : meshId;
    }
  }
}
