package io.meshwright.operator.dataplane;

import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done now, and what is to be remembered and told.
 *
 * @param restarts workloads that begin to roll
 * @param releases workloads whose restart has ended
 * @param consume whether the user's annotation is to be removed
 * @param workloads all of them
 * @param awaited what nothing can go on without, in a sentence
 * @param wanted what has to be known first: then this is not the plan yet
 * @param nextWindow when workloads may be restarted again; empty while they may
 * @param wakeUp when to look again though nothing was seen to change
 */
record WavePlan(
    List<ObservedWorkload> restarts,
    List<Workload> releases,
    boolean consume,
    Course course,
    List<Judged> workloads,
    Optional<String> awaited,
    Optional<Evidence.Wanted> wanted,
    Optional<Instant> nextWindow,
    Optional<Instant> wakeUp) {

  WavePlan {
    restarts = List.copyOf(restarts);
    releases = List.copyOf(releases);
    workloads = List.copyOf(workloads);
  }

  /**
   * A workload and how far it is.
   *
   * @param wave the place of its wave in the policy; {@link #NO_WAVE} if it is in none
   */
  record Judged(ObservedWorkload workload, Stage stage, int wave) {

    static final int NO_WAVE = -1;

    boolean is(Stage... stages) {
      for (Stage one : stages) {
        if (stage == one) {
          return true;
        }
      }
      return false;
    }
  }
}
