package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Map;

/** Istio's {@code ProxyConfig} of a pod, which is frozen into it (istio-features PC1). */
final class ProxySettings {

  private final InjectionConfig config;
  private final String pod;

  ProxySettings(InjectionConfig config, String pod) {
    this.config = config;
    this.pod = pod;
  }

  /**
   * Precedence, low to high: own address, mesh defaults, ProxyConfig of the mesh and of the
   * namespace, the pod's annotation, ProxyConfig of the pod.
   */
  ObjectNode of(String namespace, Map<String, String> labels, Map<String, String> annotations)
      throws ConfigException {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    merged.put("discoveryAddress", config.discoveryAddress());
    merge(merged, config.mesh().proxyConfig());
    config.proxyConfigs().ofNamespace(namespace).forEach(rules -> merge(merged, tree(rules)));
    String text = annotations.get(Annotations.PROXY_CONFIG);
    if (text != null) {
      merge(merged, Documents.object(text, pod, PodSettings.field(Annotations.PROXY_CONFIG)));
    }
    config.proxyConfigs().ofPod(namespace, labels).ifPresent(rules -> merge(merged, tree(rules)));
    return merged;
  }

  private static ObjectNode tree(ProxyConfigs.Rules rules) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    rules.concurrency().ifPresent(threads -> tree.put("concurrency", threads));
    ObjectNode metadata = tree.putObject("proxyMetadata");
    rules.environment().forEach(metadata::put);
    return metadata.isEmpty() ? tree.without(List.of("proxyMetadata")) : tree;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (into.get(entry.getKey()) instanceof ObjectNode below
                  && entry.getValue() instanceof ObjectNode above) {
                merge(below, above);
              } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }
}
