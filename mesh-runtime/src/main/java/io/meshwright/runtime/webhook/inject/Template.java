package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.naming.ProxyPod;
import java.util.Optional;

/** What a pod is made into (istio-features I10). */
enum Template {
  /** An application's pod, whose traffic its proxy captures. */
  SIDECAR(ProxyPod.SIDECAR_TEMPLATE, "sidecar"),

  /** A pod whose container {@link ProxyPod#CONTAINER} is a proxy at the edge of the mesh. */
  GATEWAY(ProxyPod.GATEWAY_TEMPLATE, "router");

  private final String word;
  private final String proxyType;

  Template(String word, String proxyType) {
    this.word = word;
    this.proxyType = proxyType;
  }

  static Optional<Template> of(String word) {
    for (Template template : values()) {
      if (template.word.equals(word)) {
        return Optional.of(template);
      }
    }
    return Optional.empty();
  }

  /** What the proxy is started as. */
  String proxyType() {
    return proxyType;
  }
}
