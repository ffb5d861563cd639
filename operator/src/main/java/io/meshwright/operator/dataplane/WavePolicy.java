package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.ObjectSelector;
import io.meshwright.operator.analysis.AnalysisPolicy;
import io.meshwright.operator.workload.Portion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How workloads are to be restarted; a spec without mistakes.
 *
 * @param automatic whether the operator restarts them
 * @param waves in order; the last one takes what is left
 * @param deadline how long a restarted workload may take
 * @param inPlace whether sidecars are to be replaced and pods stay, where that can be
 * @param analysis by what a wave is judged; empty if it is not
 */
public record WavePolicy(
    boolean automatic,
    List<Wave> waves,
    Duration deadline,
    Windows windows,
    boolean inPlace,
    Optional<AnalysisPolicy> analysis) {

  public WavePolicy {
    waves = List.copyOf(waves);
  }

  /** By what waves are judged, if they are. */
  Optional<AnalysisPolicy> judgedBy() {
    return automatic ? analysis : Optional.empty();
  }

  /**
   * The same for the way back to what was good: it waits for no window and no word, and nobody
   * judges it, because what it would be compared with is what it leaves.
   */
  WavePolicy back() {
    return new WavePolicy(
        automatic,
        waves.stream().map(Wave::withoutPause).toList(),
        deadline,
        new Windows(List.of()),
        inPlace,
        Optional.empty());
  }

  /**
   * One wave.
   *
   * @param percentage of what is left; empty for all that the selectors name
   * @param atOnce how many may roll at once
   */
  record Wave(
      String name,
      Optional<ObjectSelector> namespaces,
      Optional<ObjectSelector> workloads,
      Optional<Integer> percentage,
      Portion atOnce,
      Pause pause) {

    Wave withoutPause() {
      return new Wave(name, namespaces, workloads, percentage, atOnce, new Pause.None());
    }

    boolean selects(Map<String, String> namespaceLabels, Map<String, String> podLabels) {
      return namespaces.filter(selector -> !selector.selects(namespaceLabels)).isEmpty()
          && workloads.filter(selector -> !selector.selects(podLabels)).isEmpty();
    }
  }

  /** What lies between a wave and the next one. */
  sealed interface Pause {

    /** Nothing. */
    record None() implements Pause {}

    /** Some time. */
    record Lasting(Duration duration) implements Pause {}

    /** The word of a user. */
    record UntilResumed() implements Pause {}
  }
}
