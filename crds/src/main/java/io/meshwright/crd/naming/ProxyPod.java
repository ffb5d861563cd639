package io.meshwright.crd.naming;

/**
 * What a pod says to become a proxy's, and what the injector makes of it; Istio's words and values
 * (istio-features I10, I18). Who writes pods for the injector and the injector itself agree here.
 */
public final class ProxyPod {

  /** The container that runs the proxy; where a pod brings it, the injector fills in the rest. */
  public static final String CONTAINER = "istio-proxy";

  /** The image by which a pod's own {@link #CONTAINER} leaves the choice to the injector. */
  public static final String AUTOMATIC_IMAGE = "auto";

  /** Value of {@link Annotations#INJECT_TEMPLATES}: the proxy captures an application's traffic. */
  public static final String SIDECAR_TEMPLATE = "sidecar";

  /** Value of {@link Annotations#INJECT_TEMPLATES}: the proxy is a gateway, nothing is captured. */
  public static final String GATEWAY_TEMPLATE = "gateway";

  /** User and group of the proxy; its own connections are not captured again. */
  public static final int PROXY_ID = 1337;

  /** Of packets that come from an address that is not the pod's, or go to one: the proxy's own. */
  public static final int TRANSPARENT_MARK = 1337;

  /**
   * The setting of the kernel that lets a process without privileges serve ports such as 80 and
   * 443; safe, as it is the pod's own.
   */
  public static final String LOWEST_FREE_PORT = "net.ipv4.ip_unprivileged_port_start";

  private ProxyPod() {}
}
