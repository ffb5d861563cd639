package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.injection.InjectionSelectors;
import io.meshwright.crd.injection.InjectionValues;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether a pod that reached the injector gets a proxy (istio-features I2). */
sealed interface InjectionDecision {

  /** The pod gets a proxy. */
  record Inject() implements InjectionDecision {}

  /** The pod stays as it is, for this reason. */
  record Skip(String reason) implements InjectionDecision {}

  Set<String> YES = Set.of("true", "yes", "y", "on");

  /** Decides for a pod of {@code namespace}; the first rule that says something wins. */
  static InjectionDecision of(Pod pod, String namespace, InjectionValues values) {
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      return new Skip("the pod uses the host's network");
    }
    if (InjectionSelectors.SYSTEM_NAMESPACES.contains(namespace)) {
      return new Skip("the namespace belongs to the system");
    }
    Map<String, String> labels = PodMaps.labels(pod);
    String wish =
        labels.getOrDefault(
            Labels.SIDECAR_INJECT,
            PodMaps.annotations(pod).getOrDefault(Annotations.SIDECAR_INJECT, ""));
    if (!wish.isEmpty()) {
      return YES.contains(wish.toLowerCase(Locale.ROOT))
          ? new Inject()
          : new Skip(Labels.SIDECAR_INJECT + " is " + wish);
    }
    if (matchesAny(values.neverInject(), labels)) {
      return new Skip("neverInject selects the pod");
    }
    if (matchesAny(values.alwaysInject(), labels)) {
      return new Inject();
    }
    return switch (values.policy()) {
      case enabled -> new Inject();
      case disabled -> new Skip("the pod does not ask for a proxy and the policy is disabled");
    };
  }

  private static boolean matchesAny(
      List<Map<String, String>> selectors, Map<String, String> labels) {
    return selectors.stream()
        .anyMatch(
            selector -> !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet()));
  }
}
