package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import org.jspecify.annotations.Nullable;

/** What the API server does with configuration when the validating webhook does not answer. */
public enum ValidationMode {
  /** It is accepted: nobody has yet shown that the webhook works. */
  UNPROVEN("Ignore"),
  /** It is refused: the webhook was seen to refuse a bad object (istio-features S21). */
  PROVEN("Fail");

  private final String failurePolicy;

  ValidationMode(String failurePolicy) {
    this.failurePolicy = failurePolicy;
  }

  String failurePolicy() {
    return failurePolicy;
  }

  /** The mode in which a configuration in the cluster is; unproven if there is none. */
  public static ValidationMode of(@Nullable ValidatingWebhookConfiguration actual) {
    return actual != null
            && !actual.getWebhooks().isEmpty()
            && PROVEN.failurePolicy.equals(actual.getWebhooks().getFirst().getFailurePolicy())
        ? PROVEN
        : UNPROVEN;
  }
}
