package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.meshwright.operator.apply.LabelSelectors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One admission webhook that calls a Service.
 *
 * @param configuration kind and name of the configuration that holds it
 * @param name unique in its configuration
 * @param target the Service that is called
 * @param scope which requests it is called for
 * @param ours whether this operator applied it
 * @param failsClosed whether requests are refused when the Service does not answer
 */
public record WebhookFact(
    String configuration,
    String name,
    Target target,
    Scope scope,
    boolean ours,
    boolean failsClosed) {

  /** The end of the names of Istio's injection webhooks, and of ours. */
  private static final String INJECTOR = "sidecar-injector.istio.io";

  /** The Service behind a webhook, and whether it exists. */
  public record Target(String namespace, String service, boolean exists) {}

  /** The requests that a webhook is called for; a missing selector selects all. */
  public record Scope(
      boolean podCreation, @Nullable LabelSelector namespaces, @Nullable LabelSelector objects) {}

  /** Whether it injects proxies as Istio does. */
  boolean isForeignInjector() {
    return !ours && name.endsWith(INJECTOR);
  }

  /** Whether it is called for a new pod with these labels. */
  boolean selectsPod(Map<String, String> namespaceLabels, Map<String, String> podLabels) {
    return scope.podCreation()
        && LabelSelectors.matches(scope.namespaces(), namespaceLabels)
        && LabelSelectors.matches(scope.objects(), podLabels);
  }

  String fieldOf(String field) {
    return "webhooks[" + name + "]." + field;
  }
}
