package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.webhook.inject.MetricsMerge.Merged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels and annotations of an injected pod (istio-features I17). */
final class PodMetadata {

  private static final int LONGEST_LABEL = 63;
  private static final String LATEST = "latest";

  private PodMetadata() {}

  /** Changes {@code pod}, whose containers are complete already. */
  static void apply(Pod pod, InjectionConfig config, Merged metrics, PodSettings settings) {
    Map<String, String> labels = new LinkedHashMap<>(PodMaps.labels(pod));
    labels.put(
        Labels.CANONICAL_NAME,
        first(
            labels,
            List.of(Labels.CANONICAL_NAME, Labels.APP_NAME, Labels.APP),
            WorkloadOwner.of(pod).name()));
    labels.put(
        Labels.CANONICAL_REVISION,
        first(
            labels,
            List.of(Labels.CANONICAL_REVISION, Labels.APP_VERSION, Labels.VERSION),
            LATEST));
    switch (settings.template()) {
      case SIDECAR -> labels.put(Labels.TLS_MODE, Labels.TLS_MODE_ISTIO);
      case GATEWAY -> {
        // its ports are for clients outside of the mesh: no client encrypts by itself
      }
    }
    pod.getMetadata().setLabels(labels);

    Map<String, String> annotations = new LinkedHashMap<>(PodMaps.annotations(pod));
    annotations.putAll(metrics.annotations());
    if (!metrics.annotations().isEmpty()) {
      // The application may speak TLS on its own port; the proxy's is plaintext.
      annotations.remove(Annotations.PROMETHEUS_SCHEME);
    }
    annotations.put(Labels.REVISION, config.revision().revision());
    annotations.put(
        Annotations.SIDECAR_STATUS,
        PodStatusNote.of(pod, settings.volumes(), config.revision().revision()));
    annotations.put(Annotations.BOOTSTRAP_CONTRACT, Annotations.BOOTSTRAP_CONTRACT_VERSION);
    String application =
        pod.getSpec().getContainers().stream()
            .map(io.fabric8.kubernetes.api.model.Container::getName)
            .filter(name -> !name.equals(ProxyPod.CONTAINER))
            .findFirst()
            .orElse(ProxyPod.CONTAINER);
    annotations.putIfAbsent(Annotations.DEFAULT_CONTAINER, application);
    annotations.putIfAbsent(Annotations.DEFAULT_LOGS_CONTAINER, application);
    pod.getMetadata().setAnnotations(annotations);
  }

  private static String first(Map<String, String> labels, List<String> keys, String otherwise) {
    String value =
        keys.stream()
            .map(key -> labels.getOrDefault(key, ""))
            .filter(candidate -> !candidate.isEmpty())
            .findFirst()
            .orElse(otherwise);
    return value.length() <= LONGEST_LABEL ? value : shortened(value);
  }

  /** A label value must not end in punctuation. */
  private static String shortened(String value) {
    return value.substring(0, LONGEST_LABEL).replaceAll("[-_.]+$", "");
  }
}
