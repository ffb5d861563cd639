package io.meshwright.operator.kube;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts things that are alike, as they come and go. Thread-safe. */
final class Tally<T> {

  private final Map<T, Long> counts = new ConcurrentHashMap<>();

  /** How many there are of each; each number is positive. */
  Map<T, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Something takes the place of something else; says whether what there is has changed. */
  boolean replace(Optional<T> before, Optional<T> after) {
    if (before.equals(after)) {
      return false;
    }
    boolean came = after.filter(it -> counts.merge(it, 1L, Long::sum) == 1).isPresent();
    boolean went =
        before
            .filter(it -> counts.computeIfPresent(it, (_, n) -> n == 1 ? null : n - 1) == null)
            .isPresent();
    return came || went;
  }
}
