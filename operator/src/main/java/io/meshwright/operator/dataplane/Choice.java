package io.meshwright.operator.dataplane;

import io.meshwright.operator.dataplane.ObservedWorkload.Target;
import io.meshwright.operator.dataplane.WavePlan.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Workloads that may be restarted, as they are considered one after the other. */
final class Choice {

  private final Disruptions disruptions;
  private final List<Judged> restarts = new ArrayList<>();
  private Optional<String> awaited = Optional.empty();

  Choice(Disruptions disruptions) {
    this.disruptions = disruptions;
  }

  /** Takes a workload, unless its control plane or a disruption budget speaks against it. */
  void consider(Judged judged) {
    Target target = judged.workload().target();
    Optional<String> objection =
        target.ready()
            ? judged.workload().object().flatMap(disruptions::objection)
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
