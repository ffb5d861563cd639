package io.meshwright.operator.dataplane;

import io.meshwright.operator.analysis.Verdict;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a plan knows of requests.
 *
 * @param baseline what was last remembered of the time before a wave
 * @param verdict the answer to {@link Wanted.Look}
 * @param problem why what was wanted could not be had
 * @param delay how long counts lag behind
 */
record Evidence(
    Optional<Baseline.Note> baseline,
    Optional<Verdict> verdict,
    Optional<String> problem,
    Duration delay) {

  /** Nothing. */
  static Evidence none() {
    return of(Optional.empty(), Duration.ZERO);
  }

  /** Before anybody was asked. */
  static Evidence of(Optional<Baseline.Note> baseline, Duration delay) {
    return new Evidence(baseline, Optional.empty(), Optional.empty(), delay);
  }

  Evidence with(Baseline.Note taken) {
    return of(Optional.of(taken), delay);
  }

  Evidence with(Verdict found) {
    return new Evidence(baseline, Optional.of(found), Optional.empty(), delay);
  }

  Evidence without(String why) {
    return new Evidence(baseline, Optional.empty(), Optional.of(why), delay);
  }

  /** Whether it was tried to answer. */
  boolean isAnswer() {
    return verdict.isPresent() || problem.isPresent();
  }

  /** What a plan has to know before it is of use. */
  sealed interface Wanted {

    /**
     * How workloads fare before a wave.
     *
     * @param workloads those that it will restart
     */
    record Before(String target, String wave, List<WorkloadKey> workloads) implements Wanted {
      public Before {
        workloads = List.copyOf(workloads);
      }
    }

    /**
     * How they fare after it.
     *
     * @param waveStarted when the first was restarted
     * @param from when to begin to count
     */
    record Look(String target, String wave, Instant waveStarted, Instant from) implements Wanted {}
  }
}
