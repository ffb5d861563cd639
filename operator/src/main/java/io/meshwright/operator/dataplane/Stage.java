package io.meshwright.operator.dataplane;

import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.UpdateWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.Workload.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far one workload is. */
enum Stage {
  /** Its proxies are as they should be. */
  CURRENT,
  /** The same, after a restart whose note is still at the workload. */
  FINISHED,
  /** To be restarted. */
  OUTDATED,
  /** Outdated, but its pods are being replaced or fail already: it is left alone. */
  NOT_READY,
  /** Restarted, and not ready yet. */
  ROLLING,
  /** Restarted, and not ready in time. */
  FAILED,
  /** Outdated, and its owner said no. */
  OPTED_OUT,
  /** Outdated, and the operator cannot restart it. */
  UNMANAGED;

  /**
   * Judges a workload.
   *
   * @param resumed when a user last said to try again
   */
  static Stage of(
      ObservedWorkload workload, Duration deadline, Optional<Instant> resumed, Instant now) {
    Optional<Workload> object = workload.object();
    if (object.isEmpty()) {
      return workload.outdated() ? UNMANAGED : CURRENT;
    }
    Workload it = object.get();
    if (it.restart().isEmpty()) {
      return workload.outdated() ? beforeRestart(workload, it) : CURRENT;
    }
    Restart restart = it.restart().get();
    if (workload.outdated() && !restart.target().equals(workload.target().words())) {
      // what another target broke need not be ready to leave it
      return wishes(workload).orElse(OUTDATED);
    }
    if (!workload.outdated() && it.progress().complete()) {
      return FINISHED;
    }
    Instant since = since(restart, resumed);
    boolean inVain = workload.outdated() && it.progress().complete();
    if (inVain && restart.at().isBefore(since)) {
      return OUTDATED;
    }
    return now.isBefore(since.plus(deadline)) ? ROLLING : FAILED;
  }

  /** From when the deadline of a restarted workload counts. */
  static Instant since(Restart restart, Optional<Instant> resumed) {
    return resumed.filter(restart.at()::isBefore).orElse(restart.at());
  }

  private static Stage beforeRestart(ObservedWorkload workload, Workload object) {
    return wishes(workload).orElse(object.progress().complete() ? OUTDATED : NOT_READY);
  }

  private static Optional<Stage> wishes(ObservedWorkload workload) {
    if (workload.wish() == UpdateWish.NEVER) {
      return Optional.of(OPTED_OUT);
    }
    return workload.held().map(_ -> UNMANAGED);
  }
}
