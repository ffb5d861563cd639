package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.Degradation;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the analysis of a wave is.
 *
 * @param started when the wave had rolled
 * @param lastLook also one that learned nothing
 * @param failedLooks in a row that found the wave degraded
 * @param doubt why the last look could not tell
 * @param degradation what the last look found
 */
record Judgement(
    Instant started,
    Optional<Instant> lastLook,
    int failedLooks,
    Optional<String> doubt,
    Optional<Degradation> degradation) {

  static Judgement begun(Instant now) {
    return new Judgement(now, Optional.empty(), 0, Optional.empty(), Optional.empty());
  }

  Judgement healthy(Instant now) {
    return new Judgement(started, Optional.of(now), 0, Optional.empty(), Optional.empty());
  }

  Judgement degraded(Instant now, Degradation what) {
    return new Judgement(
        started, Optional.of(now), failedLooks + 1, Optional.empty(), Optional.of(what));
  }

  Judgement doubtful(Instant now, String why) {
    return new Judgement(started, Optional.of(now), 0, Optional.of(why), Optional.empty());
  }

  /** What was found stays as it was: nobody answered. */
  Judgement unanswered(Instant now, String why) {
    return new Judgement(started, Optional.of(now), failedLooks, Optional.of(why), degradation);
  }
}
