package io.meshwright.operator.dataplane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What disruption budgets still allow while restarts are chosen, one after the other. */
final class Disruptions {

  /** A namespace is asked for only once, and few are asked for in vain. */
  private static final int MOST_OBJECTIONS = 20;

  private final Function<String, List<Budget>> budgets;
  private final Map<String, List<Budget>> known = new HashMap<>();
  private final Map<Budget, Integer> taken = new HashMap<>();
  private int objections;

  /** {@code budgets} names those of a namespace. */
  Disruptions(Function<String, List<Budget>> budgets) {
    this.budgets = budgets;
  }

  /** Why a workload must not be restarted now; takes its pods off the budgets if it may. */
  Optional<String> objection(Workload workload) {
    if (objections >= MOST_OBJECTIONS) {
      return Optional.of("disruption budgets of other workloads are looked at first");
    }
    List<Budget> covering =
        known.computeIfAbsent(workload.key().namespace(), budgets).stream()
            .filter(budget -> budget.covers().test(workload.podLabels()))
            .toList();
    for (Budget budget : covering) {
      int left = budget.allowed() - taken.getOrDefault(budget, 0);
      if (left < workload.disruption()) {
        objections++;
        return Optional.of(
            "PodDisruptionBudget %s/%s allows %d of the %d pods that a restart of %s takes away"
                .formatted(
                    workload.key().namespace(),
                    budget.name(),
                    Math.max(0, left),
                    workload.disruption(),
                    workload.key()));
      }
    }
    covering.forEach(budget -> taken.merge(budget, workload.disruption(), Integer::sum));
    return Optional.empty();
  }
}
