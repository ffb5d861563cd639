package io.meshwright.operator.workload;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.meshwright.operator.apply.LabelSelectors;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How many pods may be taken away now.
 *
 * @param name of the PodDisruptionBudget
 * @param covers whether pods with these labels are counted
 */
public record Budget(String name, Predicate<Map<String, String>> covers, int allowed) {

  /** Reads a budget: without a selector it covers nothing, and uncounted it allows nothing. */
  public static Budget of(PodDisruptionBudget budget) {
    return new Budget(
        budget.getMetadata().getName(),
        labels ->
            budget.getSpec().getSelector() != null
                && LabelSelectors.matches(budget.getSpec().getSelector(), labels),
        budget.getStatus() == null
            ? 0
            : Objects.requireNonNullElse(budget.getStatus().getDisruptionsAllowed(), 0));
  }
}
