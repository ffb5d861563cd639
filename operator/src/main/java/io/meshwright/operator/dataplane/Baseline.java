package io.meshwright.operator.dataplane;

import io.meshwright.operator.analysis.Judge;
import io.meshwright.operator.analysis.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the workloads of a wave fared before it.
 *
 * @param workloads those that the wave restarts, as metrics name them
 */
record Baseline(Note note, List<Judge.Workload> workloads, Samples samples) {

  Baseline {
    workloads = List.copyOf(workloads);
  }

  /**
   * What it is about.
   *
   * @param to when it was taken
   */
  record Note(String target, String wave, Instant to) {

    /** Whether it says how a wave that is yet to begin finds its workloads. */
    boolean isFor(String someTarget, String someWave, Instant now, Duration window) {
      return isOf(someTarget, someWave) && !to.isBefore(now.minus(window));
    }

    /** Whether it was taken right before a wave. */
    boolean isBefore(String someTarget, String someWave, Instant started, Duration window) {
      return isFor(someTarget, someWave, started, window) && !to.isAfter(started);
    }

    private boolean isOf(String someTarget, String someWave) {
      return target.equals(someTarget) && wave.equals(someWave);
    }
  }
}
