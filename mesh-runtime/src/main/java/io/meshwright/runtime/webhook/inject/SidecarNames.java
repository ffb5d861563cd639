package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.naming.ProxyPod;
import java.util.List;

/** The names that the injector takes in a pod; Istio's, because people and tools know them. */
final class SidecarNames {

  static final String CAPTURE = "istio-init";
  static final List<String> CONTAINERS = List.of(ProxyPod.CONTAINER, CAPTURE);

  static final String TOKEN = "istio-token";
  static final String ROOTS = "istiod-ca-cert";
  static final String POD_INFO = "istio-podinfo";
  static final String STATE = "istio-envoy";
  static final String TEMPORARY = "istio-data";
  static final List<String> VOLUMES = List.of(STATE, TEMPORARY, POD_INFO, TOKEN, ROOTS);

  static final String PROBERS_ENV = "ISTIO_KUBE_APP_PROBERS";
  static final String METRICS_ENV = "ISTIO_PROMETHEUS_ANNOTATIONS";

  private SidecarNames() {}
}
