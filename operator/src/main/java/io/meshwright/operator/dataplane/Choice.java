package io.meshwright.operator.dataplane;

import io.meshwright.operator.dataplane.WavePlan.Judged;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.ObservedWorkload.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Workloads that may be restarted, as they are considered one after the other. */
final class Choice {

  private final Function<ObservedWorkload, Optional<String>> objections;
  private final List<Judged> restarts = new ArrayList<>();
  private Optional<String> awaited = Optional.empty();

  /** {@code objections} are those of disruption budgets. */
  Choice(Function<ObservedWorkload, Optional<String>> objections) {
    this.objections = objections;
  }

  /** Takes a workload, unless its control plane or a disruption budget speaks against it. */
  void consider(Judged judged) {
    Target target = judged.workload().target();
    Optional<String> objection =
        target.ready()
            ? objections.apply(judged.workload())
            : Optional.of("MeshRevision " + target.revision() + " is not ready");
    if (objection.isPresent()) {
      awaited = awaited.or(() -> objection);
    } else {
      restarts.add(judged);
    }
  }

  List<Judged> restarts() {
    return restarts;
  }

  /** The first objection. */
  Optional<String> awaited() {
    return awaited;
  }
}
