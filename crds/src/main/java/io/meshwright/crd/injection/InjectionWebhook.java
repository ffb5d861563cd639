package io.meshwright.crd.injection;

import java.util.List;
import java.util.Map;

/**
 * One webhook of a MutatingWebhookConfiguration: it is called for a new pod when all expressions of
 * both selectors hold.
 *
 * @param name unique in its configuration, a DNS name of three labels or more
 * @param namespaceSelector expressions on the labels of the pod's namespace
 * @param objectSelector expressions on the labels of the pod
 */
public record InjectionWebhook(
    String name, List<LabelRequirement> namespaceSelector, List<LabelRequirement> objectSelector) {

  public InjectionWebhook {
    namespaceSelector = List.copyOf(namespaceSelector);
    objectSelector = List.copyOf(objectSelector);
  }

  /** Whether the API server calls this webhook for a pod with these labels. */
  public boolean selects(Map<String, String> namespaceLabels, Map<String, String> podLabels) {
    return namespaceSelector.stream().allMatch(r -> r.matches(namespaceLabels))
        && objectSelector.stream().allMatch(r -> r.matches(podLabels));
  }
}
