package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The maps of a pod that may be absent. */
final class PodMaps {

  private PodMaps() {}

  static Map<String, String> labels(Pod pod) {
    return orEmpty(pod.getMetadata().getLabels());
  }

  static Map<String, String> annotations(Pod pod) {
    return orEmpty(pod.getMetadata().getAnnotations());
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
