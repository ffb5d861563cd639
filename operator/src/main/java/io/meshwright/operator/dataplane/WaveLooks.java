package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.Degradation;
import io.meshwright.operator.analysis.AnalysisPolicy;
import io.meshwright.operator.analysis.Verdict;
import java.time.Instant;
import java.util.Optional;

/** When a wave that has rolled is looked at, and what follows from that. Pure. */
record WaveLooks(AnalysisPolicy policy, Evidence evidence, Instant now) {

  /** Whether it is time to look. */
  boolean isDue(Judgement judgement) {
    return !now.isBefore(next(judgement));
  }

  /** When to look next: at each interval, and at the end of the window. */
  Instant next(Judgement judgement) {
    Instant last = judgement.lastLook().orElse(counted(judgement));
    Instant next = last.plus(policy.interval());
    Instant end = end(judgement);
    return last.isBefore(end) && next.isAfter(end) ? end : next;
  }

  /** From when on requests count. */
  Instant counted(Judgement judgement) {
    return judgement.started().plus(policy.warmUp());
  }

  /** From when on nothing more is awaited. */
  Instant end(Judgement judgement) {
    return counted(judgement).plus(policy.window()).plus(evidence.delay());
  }

  /** The course after a look, or without one; empty if the wave has passed. */
  Optional<Course> after(Course course) {
    Judgement judgement = course.judgement().orElseGet(() -> Judgement.begun(now));
    if (!isDue(judgement)) {
      return Optional.of(course.analyzing(judgement));
    }
    if (evidence.problem().isPresent()) {
      return Optional.of(course.analyzing(judgement.unanswered(now, evidence.problem().get())));
    }
    boolean last = !now.isBefore(end(judgement));
    return switch (evidence.verdict().orElse(null)) {
      case null -> Optional.of(course.analyzing(judgement));
      case Verdict.Healthy() ->
          last ? Optional.empty() : Optional.of(course.analyzing(judgement.healthy(now)));
      case Verdict.Degraded found -> {
        Judgement next = judgement.degraded(now, degradation(course, found));
        yield Optional.of(
            next.failedLooks() >= policy.failureLimit()
                ? course.degraded(next)
                : course.analyzing(next));
      }
      case Verdict.Inconclusive(String why) -> {
        Judgement next = judgement.doubtful(now, why);
        yield Optional.of(last ? course.paused(now, next) : course.analyzing(next));
      }
    };
  }

  private static Degradation degradation(Course course, Verdict.Degraded found) {
    return new Degradation(
        course.wave().orElse(""),
        found.about(),
        found.metric(),
        found.before(),
        found.after(),
        found.difference());
  }
}
