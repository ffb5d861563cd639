package io.meshwright.operator.kube;

import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.revision.Workloads;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts pods by what they refer to, as they come and go. Thread-safe. */
final class PodIndex implements Workloads {

  private final Map<PodReference, Long> counts = new ConcurrentHashMap<>();

  @Override
  public Map<PodReference, Long> pods() {
    return Map.copyOf(counts);
  }

  void replace(Optional<PodReference> before, Optional<PodReference> after) {
    if (!before.equals(after)) {
      after.ifPresent(reference -> counts.merge(reference, 1L, Long::sum));
      before.ifPresent(
          reference -> counts.computeIfPresent(reference, (_, n) -> n == 1 ? null : n - 1));
    }
  }
}
