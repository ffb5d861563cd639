package io.meshwright.operator.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What disruption budgets still allow while restarts are chosen, one after the other. */
public final class Disruptions {

  /** A namespace is asked for only once, and few are asked for in vain. */
  private static final int MOST_OBJECTIONS = 20;

  private final Function<String, List<Budget>> budgets;
  private final Map<String, List<Budget>> known = new HashMap<>();
  private final Map<Budget, Integer> taken = new HashMap<>();
  private int objections;

  /** {@code budgets} names those of a namespace. */
  public Disruptions(Function<String, List<Budget>> budgets) {
    this.budgets = budgets;
  }

  /** Why a workload must not be restarted now; takes its pods off the budgets if it may. */
  public Optional<String> objection(Workload workload) {
    return objection(workload, workload.podLabels(), workload.disruption());
  }

  /** Why a workload must not lose a pod now; takes it off the budgets if it may. */
  public Optional<String> objectionToOnePod(Workload workload) {
    return objection(workload, workload.podLabels(), 1);
  }

  /** The same of a pod whose labels are known. */
  public Optional<String> objectionToOnePod(Workload workload, Map<String, String> labels) {
    return objection(workload, labels, 1);
  }

  private Optional<String> objection(Workload workload, Map<String, String> labels, int pods) {
    if (objections >= MOST_OBJECTIONS) {
      return Optional.of("disruption budgets of other workloads are looked at first");
    }
    List<Budget> covering =
        known.computeIfAbsent(workload.key().namespace(), budgets).stream()
            .filter(budget -> budget.covers().test(labels))
            .toList();
    for (Budget budget : covering) {
      int left = budget.allowed() - taken.getOrDefault(budget, 0);
      if (left < pods) {
        objections++;
        return Optional.of(
            "PodDisruptionBudget %s/%s allows %d of the %d pods that a restart of %s takes away"
                .formatted(
                    workload.key().namespace(),
                    budget.name(),
                    Math.max(0, left),
                    pods,
                    workload.key()));
      }
    }
    covering.forEach(budget -> taken.merge(budget, pods, Integer::sum));
    return Optional.empty();
  }
}
