package io.meshwright.operator.healing;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done, and said.
 *
 * @param due evictions that the status has and that are to be made now
 * @param evictions all that are to be remembered, newest first, {@code due} among them
 * @param stopped what keeps a pod that would be evicted from it
 * @param wakeUp when something else is to be done though nothing changes
 */
record HealingPlan(
    List<Eviction> due,
    List<Eviction> evictions,
    ConditionStatus healthy,
    ConditionReason reason,
    String message,
    Optional<String> stopped,
    Optional<Instant> wakeUp) {

  HealingPlan {
    due = List.copyOf(due);
    evictions = List.copyOf(evictions);
  }
}
