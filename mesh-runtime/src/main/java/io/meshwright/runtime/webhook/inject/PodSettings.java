package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.capture.CapturePolicy;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one pod is injected: the injector's values, changed by the pod's annotations (istio-features,
 * section 1.10). An annotation that is set and not supported fails the admission by its name,
 * because ignoring it would run the pod in another way than its author wrote.
 */
record PodSettings(
    Template template,
    String image,
    Map<String, Quantity> requests,
    Map<String, Quantity> limits,
    boolean nativeSidecar,
    boolean rewriteProbes,
    boolean mergeMetrics,
    CapturePolicy capture,
    ObjectNode proxyConfig) {

  private static final String UNSUPPORTED =
      "no such annotation: Meshwright does not support it yet";
  private static final String BOOLEAN = "true or false";
  private static final String DNS_CAPTURE = "ISTIO_META_" + NodeMetadata.DNS_CAPTURE;

  /** Keys under Istio's prefixes that are understood, or that are results and not wishes. */
  private static final Set<String> KNOWN =
      Set.of(
          Annotations.SIDECAR_INJECT,
          Annotations.SIDECAR_STATUS,
          Annotations.PROXY_IMAGE,
          Annotations.PROXY_CPU,
          Annotations.PROXY_CPU_LIMIT,
          Annotations.PROXY_MEMORY,
          Annotations.PROXY_MEMORY_LIMIT,
          Annotations.NATIVE_SIDECAR,
          Annotations.INTERCEPTION_MODE,
          Annotations.REWRITE_PROBES,
          Annotations.STATUS_PORT,
          Annotations.INJECT_TEMPLATES,
          Annotations.INCLUDE_INBOUND_PORTS,
          Annotations.EXCLUDE_INBOUND_PORTS,
          Annotations.INCLUDE_OUTBOUND_IP_RANGES,
          Annotations.EXCLUDE_OUTBOUND_IP_RANGES,
          Annotations.INCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_INTERFACES);

  private static final List<String> STRICT_PREFIXES =
      List.of(
          Annotations.SIDECAR_PREFIX,
          Annotations.TRAFFIC_PREFIX,
          Annotations.STATUS_PREFIX,
          Annotations.READINESS_PREFIX,
          Annotations.INJECT_PREFIX);

  /** Annotations with one supported value. */
  private static final Map<String, String> FIXED =
      Map.of(
          Annotations.INTERCEPTION_MODE,
          "REDIRECT",
          Annotations.STATUS_PORT,
          String.valueOf(Ports.PROXY_STATUS));

  /** {@code name} is the pod's, as errors spell it. */
  static PodSettings parse(Pod pod, String namespace, InjectionConfig config, String name)
      throws ConfigException {
    Map<String, String> annotations = PodMaps.annotations(pod);
    List<ConfigError> errors = new ArrayList<>();
    annotations.forEach(
        (key, value) -> {
          if (STRICT_PREFIXES.stream().anyMatch(key::startsWith) && !KNOWN.contains(key)) {
            errors.add(new ConfigError(name, field(key), value, UNSUPPORTED));
          }
          String only = FIXED.get(key);
          if (only != null && !value.equals(only)) {
            errors.add(new ConfigError(name, field(key), value, only));
          }
        });
    Reader reader = new Reader(annotations, name, errors);
    Map<String, Quantity> requests = quantities(config.values().resources().requests());
    Map<String, Quantity> limits = quantities(config.values().resources().limits());
    reader.quantity(Annotations.PROXY_CPU, requests, "cpu");
    reader.quantity(Annotations.PROXY_MEMORY, requests, "memory");
    reader.quantity(Annotations.PROXY_CPU_LIMIT, limits, "cpu");
    reader.quantity(Annotations.PROXY_MEMORY_LIMIT, limits, "memory");
    Template template = reader.template();
    ObjectNode proxyConfig = reader.proxyConfig(config, namespace, PodMaps.labels(pod));
    PodSettings settings =
        new PodSettings(
            template,
            annotations.getOrDefault(Annotations.PROXY_IMAGE, config.values().image()),
            requests,
            limits,
            reader.flag(Annotations.NATIVE_SIDECAR, config.values().nativeSidecar())
                && template == Template.SIDECAR,
            reader.flag(Annotations.REWRITE_PROBES, config.values().rewriteAppHTTPProbe()),
            reader.flag(Annotations.MERGE_METRICS, config.mesh().prometheusMerge()),
            reader.capture(config.capture()).withDns(answersDns(proxyConfig)),
            proxyConfig);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return settings;
  }

  /** Whether the proxy says of itself that it answers DNS queries (istio-features X12). */
  private static boolean answersDns(ObjectNode proxyConfig) {
    return proxyConfig.path("proxyMetadata").path(DNS_CAPTURE).asText().equals("true");
  }

  /** How errors spell an annotation. */
  static String field(String annotation) {
    return "metadata.annotations[" + annotation + "]";
  }

  private static Map<String, Quantity> quantities(Map<String, String> texts) {
    Map<String, Quantity> quantities = new HashMap<>();
    texts.forEach((key, text) -> quantities.put(key, Quantity.parse(text)));
    return quantities;
  }

  /** Reads single annotations and collects what is wrong. */
  private record Reader(Map<String, String> annotations, String pod, List<ConfigError> errors) {

    Template template() {
      String word = annotations.getOrDefault(Annotations.INJECT_TEMPLATES, "");
      if (word.isEmpty()) {
        return Template.SIDECAR;
      }
      Optional<Template> template = Template.of(word);
      if (template.isEmpty()) {
        errors.add(
            new ConfigError(pod, field(Annotations.INJECT_TEMPLATES), word, "sidecar or gateway"));
      }
      return template.orElse(Template.SIDECAR);
    }

    boolean flag(String key, boolean absent) {
      String text = annotations.get(key);
      if (text == null) {
        return absent;
      }
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> {
          errors.add(new ConfigError(pod, field(key), text, BOOLEAN));
          yield absent;
        }
      };
    }

    void quantity(String key, Map<String, Quantity> into, String resource) {
      String text = annotations.get(key);
      if (text == null) {
        return;
      }
      try {
        Quantity quantity = Quantity.parse(text);
        if (Quantity.getAmountInBytes(quantity).signum() < 0) {
          throw new IllegalArgumentException("negative");
        }
        into.put(resource, quantity);
      } catch (IllegalArgumentException _) {
        errors.add(new ConfigError(pod, field(key), text, "a quantity such as 100m or 128Mi"));
      }
    }

    CapturePolicy capture(CapturePolicy defaults) {
      try {
        return CaptureSettings.of(annotations, defaults, pod);
      } catch (ConfigException e) {
        errors.addAll(e.errors());
        return defaults;
      }
    }

    ObjectNode proxyConfig(InjectionConfig config, String namespace, Map<String, String> labels) {
      try {
        return new ProxySettings(config, pod).of(namespace, labels, annotations);
      } catch (ConfigException e) {
        errors.addAll(e.errors());
        return JsonNodeFactory.instance.objectNode();
      }
    }
  }
}
