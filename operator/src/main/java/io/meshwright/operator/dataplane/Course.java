package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the way to a target, beside what stands at the workloads.
 *
 * @param target the active revision and version
 * @param wave the one under way, or whose pause lasts
 * @param waveStarted when its first workload was restarted
 * @param judgement of the wave under way, if it has begun
 * @param pausedSince since when its pause lasts
 * @param resumed when a user last let a stopped wave go on
 * @param skipped waves that a user left out
 * @param command the annotation that was obeyed and is still there
 */
record Course(
    Optional<String> target,
    Phase phase,
    Optional<String> wave,
    Optional<Instant> waveStarted,
    Optional<Judgement> judgement,
    Optional<Instant> pausedSince,
    Optional<Instant> resumed,
    List<String> skipped,
    Optional<String> command) {

  Course {
    skipped = List.copyOf(skipped);
  }

  /** What a status remembers. */
  static Course of(@Nullable DataPlaneStatus status) {
    return status == null
        ? toNowhere(Optional.empty(), Optional.empty())
        : new Course(
            Optional.ofNullable(status.target()),
            status.phase() == null ? Phase.Pending : status.phase(),
            Optional.ofNullable(status.wave()),
            instant(status.waveStarted()),
            judgement(status),
            instant(status.pausedSince()),
            instant(status.resumed()),
            status.skipped(),
            Optional.ofNullable(status.command()));
  }

  private static Optional<Judgement> judgement(DataPlaneStatus status) {
    return instant(status.analysisStarted())
        .map(
            started ->
                new Judgement(
                    started,
                    instant(status.lastLook()),
                    Objects.requireNonNullElse(status.failedLooks(), 0),
                    Optional.ofNullable(status.inconclusive()),
                    Optional.ofNullable(status.degradation())));
  }

  /** The way to a target: this one, or another one from its beginning. */
  Course to(String wanted) {
    return target.filter(wanted::equals).isPresent()
        ? this
        : toNowhere(Optional.of(wanted), command);
  }

  /** The same under other conditions. */
  Course in(Phase other) {
    return new Course(
        target, other, wave, waveStarted, judgement, pausedSince, resumed, skipped, command);
  }

  /** A wave that nothing was done for yet. */
  Course atWave(String name) {
    return new Course(
        target,
        Phase.Pending,
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        resumed,
        skipped,
        command);
  }

  /** The wave with its first restart. */
  Course started(Instant first) {
    return waveStarted.isPresent()
        ? this
        : new Course(
            target,
            phase,
            wave,
            Optional.of(first),
            judgement,
            pausedSince,
            resumed,
            skipped,
            command);
  }

  /** The wave is being judged. */
  Course analyzing(Judgement next) {
    return judged(Phase.Analyzing, next, Optional.empty());
  }

  /** The wave made something worse: nothing further is restarted. */
  Course degraded(Judgement last) {
    return judged(Phase.Degraded, last, Optional.empty());
  }

  /** The wave could not be judged: a user does. */
  Course paused(Instant now, Judgement doubtful) {
    return judged(Phase.Paused, doubtful, Optional.of(now));
  }

  private Course judged(Phase next, Judgement now, Optional<Instant> paused) {
    return new Course(
        target, next, wave, waveStarted, Optional.of(now), paused, resumed, skipped, command);
  }

  /** The pause after the wave begins. */
  Course paused(Instant now) {
    return new Course(
        target,
        Phase.Paused,
        wave,
        waveStarted,
        Optional.empty(),
        Optional.of(now),
        resumed,
        skipped,
        command);
  }

  /** What had stopped goes on. */
  Course resumed(Instant now) {
    return new Course(
        target,
        Phase.Pending,
        wave,
        waveStarted,
        Optional.empty(),
        pausedSince,
        Optional.of(now),
        skipped,
        command);
  }

  /** Leaves a wave out until there is another target. */
  Course without(String name) {
    SequencedSet<String> names = new LinkedHashSet<>(skipped);
    names.add(name);
    return new Course(
        target,
        phase,
        wave,
        waveStarted,
        judgement,
        pausedSince,
        resumed,
        List.copyOf(names),
        command);
  }

  /** Nothing is left to be restarted. */
  Course done() {
    return new Course(
        target,
        Phase.Done,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        skipped,
        command);
  }

  /** The annotation that is there, or not any more. */
  Course obeyed(Optional<String> annotation) {
    return new Course(
        target, phase, wave, waveStarted, judgement, pausedSince, resumed, skipped, annotation);
  }

  /** Whether only a user's word lets anything be restarted. */
  boolean isStopped() {
    return phase == Phase.Failed || phase == Phase.Degraded || phase == Phase.Aborted;
  }

  /** Whether it pauses because the wave could not be judged. */
  boolean isDoubtful() {
    return phase == Phase.Paused && judgement.flatMap(Judgement::doubt).isPresent();
  }

  private static Course toNowhere(Optional<String> target, Optional<String> command) {
    return new Course(
        target,
        Phase.Pending,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        command);
  }

  private static Optional<Instant> instant(@Nullable String written) {
    try {
      return Optional.ofNullable(written).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
