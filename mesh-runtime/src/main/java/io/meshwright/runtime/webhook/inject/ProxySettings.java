package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.runtime.capture.InterceptionMode;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.ProxyConfigFields;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Puts together Istio's {@code ProxyConfig} of a pod (istio-features PC1). */
final class ProxySettings {

  private final InjectionConfig config;
  private final AnnotationReader reader;

  ProxySettings(InjectionConfig config, AnnotationReader reader) {
    this.config = config;
    this.reader = reader;
  }

  /**
   * Precedence, low to high: own address, mesh defaults, ProxyConfig of the mesh and of the
   * namespace, the pod's annotation, ProxyConfig of the pod, annotations about single fields.
   */
  PodProxyConfig of(String namespace, Map<String, String> labels) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    merged.put(ProxyConfigFields.DISCOVERY_ADDRESS, config.discoveryAddress());
    merge(merged, config.mesh().proxyConfig());
    config.mesh().remarks().forEach(reader::remark);
    config.proxyConfigs().ofNamespace(namespace).forEach(rules -> merge(merged, tree(rules)));
    merge(merged, ofAnnotation());
    config.proxyConfigs().ofPod(namespace, labels).ifPresent(rules -> merge(merged, tree(rules)));
    single(merged);
    return new PodProxyConfig(merged);
  }

  private ObjectNode ofAnnotation() {
    String text = reader.text(Annotations.PROXY_CONFIG).orElse("");
    String field = AnnotationReader.field(Annotations.PROXY_CONFIG);
    try {
      ObjectNode written = Documents.object(text, reader.pod(), field);
      ProxyConfigCheck check = new ProxyConfigCheck(written, reader.pod(), field);
      check.errors().forEach(reader::bad);
      check.remarks().forEach(reader::remark);
      return written;
    } catch (ConfigException e) {
      e.errors().forEach(reader::bad);
      return JsonNodeFactory.instance.objectNode();
    }
  }

  private void single(ObjectNode merged) {
    OptionalInt port = reader.number(Annotations.STATUS_PORT, 1, AnnotationReader.LAST_PORT);
    if (port.isPresent() && PodProxyConfig.isFreePort(port.getAsInt())) {
      merged.put(ProxyConfigFields.STATUS_PORT, port.getAsInt());
    } else if (port.isPresent()) {
      reader.bad(
          Annotations.STATUS_PORT, String.valueOf(port.getAsInt()), PodProxyConfig.FREE_PORT);
    }
    reader
        .text(Annotations.INTERCEPTION_MODE)
        .ifPresent(
            mode -> {
              if (InterceptionMode.of(mode).isEmpty()) {
                reader.bad(Annotations.INTERCEPTION_MODE, mode, InterceptionMode.EXPECTED);
              } else {
                merged.put(ProxyConfigFields.INTERCEPTION_MODE, mode);
              }
            });
  }

  private static ObjectNode tree(ProxyConfigs.Rules rules) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    rules.concurrency().ifPresent(threads -> tree.put(ProxyConfigFields.CONCURRENCY, threads));
    ObjectNode metadata = tree.putObject(ProxyConfigFields.METADATA);
    rules.environment().forEach(metadata::put);
    return metadata.isEmpty() ? tree.without(List.of(ProxyConfigFields.METADATA)) : tree;
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
