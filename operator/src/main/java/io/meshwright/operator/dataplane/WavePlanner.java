package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.operator.dataplane.Evidence.Wanted;
import io.meshwright.operator.dataplane.WavePlan.Judged;
import io.meshwright.operator.dataplane.Windows.Opening;
import io.meshwright.operator.workload.Disruptions;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.UpdateWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which workloads are restarted now. Pure: whoever reads the same comes to the same, so a
 * plan that was carried out in part is made again and completed.
 */
final class WavePlanner {

  private final WavePolicy policy;
  private final Course before;
  private final Evidence evidence;
  private final Optional<WaveLooks> looks;
  private final Instant now;
  private final Opening opening;
  private final WaveSequence sequence;
  private final Course begun;
  private final List<Judged> workloads;

  /**
   * Makes a planner.
   *
   * @param target words of the active revision
   * @param annotation what a user says about the wave under way
   * @param evidence what is known of requests; if that is not enough, the plan says what it wants
   */
  WavePlanner(
      WavePolicy policy,
      List<ObservedWorkload> observed,
      Course before,
      String target,
      Optional<String> annotation,
      Evidence evidence,
      Instant now) {
    this.policy = policy;
    this.before = before;
    this.evidence = evidence;
    this.looks = policy.judgedBy().map(judgedBy -> new WaveLooks(judgedBy, evidence, now));
    this.now = now;
    this.opening = policy.windows().at(now);
    this.sequence = new WaveSequence(policy.waves());
    Course course = before.to(target);
    boolean isNew = annotation.isPresent() && !annotation.equals(course.command());
    Optional<Command> command =
        isNew && policy.automatic() ? Command.parse(annotation.get()) : Optional.empty();
    this.begun =
        command.map(word -> sequence.obey(course, word, now)).orElse(course).obeyed(annotation);
    this.workloads = judge(observed);
  }

  /** The plan; {@code disruptions} are used up by it. */
  WavePlan plan(Disruptions disruptions) {
    boolean consume = begun.command().isPresent() && begun.command().equals(before.command());
    if (!policy.automatic()) {
      Course course = begun.done().in(isLeft(_ -> true) ? Phase.Pending : Phase.Done);
      return new WavePlan(
          List.of(),
          List.of(),
          consume,
          course,
          workloads,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    Course advanced = advance(begun);
    Choice choice =
        new Choice(
            observed ->
                observed
                    .object()
                    .flatMap(
                        observed.staysInPlace(policy.inPlace())
                            ? disruptions::objectionToOnePod
                            : disruptions::objection));
    choose(advanced, choice);
    Course course = settle(advanced, choice);
    // what a restart proves is remembered before its note goes
    boolean remembered = course.equals(before);
    List<Workload> finished =
        workloads.stream()
            .filter(judged -> judged.is(Stage.FINISHED))
            .flatMap(judged -> judged.workload().object().stream())
            .toList();
    return new WavePlan(
        choice.restarts().stream().map(Judged::workload).toList(),
        remembered ? finished : List.of(),
        consume,
        course,
        workloads,
        evidence.problem().or(choice::awaited),
        wanted(course),
        opening.open() ? Optional.empty() : opening.next(),
        remembered || finished.isEmpty()
            ? wakeUp(course, choice)
            : Optional.of(now.plusSeconds(1)));
  }

  private List<Judged> judge(List<ObservedWorkload> observed) {
    Map<WorkloadKey, Integer> waves =
        Waves.of(policy, observed.stream().filter(WavePlanner::isMovable).toList());
    return observed.stream()
        .sorted(Comparator.comparing(ObservedWorkload::key))
        .map(
            workload ->
                new Judged(
                    workload,
                    Stage.of(workload, policy.deadline(), begun.resumed(), now),
                    waves.getOrDefault(workload.key(), Judged.NO_WAVE)))
        .toList();
  }

  /** Whatever its state: who belongs to a wave does not depend on how far it is. */
  private static boolean isMovable(ObservedWorkload workload) {
    return workload.wish() != UpdateWish.NEVER
        && workload.object().isPresent()
        && workload.held().isEmpty();
  }

  /** As far as the waves have come; restarts nothing. */
  private Course advance(Course from) {
    if (from.isStopped()) {
      return from;
    }
    if (workloads.stream().anyMatch(judged -> judged.is(Stage.FAILED) && counts(from, judged))) {
      return from.in(Phase.Failed);
    }
    Course course = from;
    while (true) {
      if (course.phase() == Phase.Analyzing) {
        Course judged = course;
        Optional<Course> lasting = looks.flatMap(it -> it.after(judged));
        if (lasting.isPresent()) {
          return lasting.get();
        }
        course = afterWave(course);
        continue;
      }
      if (course.isDoubtful()) {
        return course;
      }
      if (isOver(course)) {
        return course.done();
      }
      int place = sequence.place(course);
      if (course.phase() == Phase.Done || course.wave().isEmpty()) {
        course = course.atWave(policy.waves().getFirst().name());
        continue;
      }
      if (course.phase() == Phase.Paused) {
        if (sequence.pauseEnds(course).filter(end -> !now.isBefore(end)).isEmpty()) {
          return course;
        }
        course = sequence.next(course);
        continue;
      }
      course = firstRestart(judged -> judged.wave() == place).map(course::started).orElse(course);
      if (isLeft(judged -> judged.wave() <= place, course)) {
        return course;
      }
      course = isToBeJudged(course) ? course.analyzing(Judgement.begun(now)) : afterWave(course);
    }
  }

  private Course afterWave(Course course) {
    return course.waveStarted().isPresent() && sequence.hasPause(course)
        ? course.paused(now)
        : sequence.next(course);
  }

  /** Whether what the wave restarted is compared with what it was, once it has rolled. */
  private boolean isToBeJudged(Course course) {
    return looks.isPresent()
        && course.waveStarted().isPresent()
        && switch (course.phase()) {
          case Pending, Rolling, WaitingForWindow -> true;
          case Analyzing, Paused, Done, Failed, Degraded, Aborted -> false;
        };
  }

  /** Whether nothing is left to restart, nor to judge. */
  private boolean isOver(Course course) {
    int place = sequence.place(course);
    return !isLeft(judged -> true, course)
        && !isToBeJudged(course)
        && (looks.isEmpty()
            || course.phase() == Phase.Done
            || course.phase() == Phase.Paused
            || firstRestart(judged -> judged.wave() >= place && counts(course, judged)).isEmpty());
  }

  /** When the first of some workloads was restarted that still bear the note of it. */
  private Optional<Instant> firstRestart(Predicate<Judged> which) {
    return workloads.stream()
        .filter(judged -> judged.is(Stage.ROLLING, Stage.FINISHED, Stage.FAILED))
        .filter(which)
        .filter(this::startsAWave)
        .flatMap(
            judged ->
                judged.workload().object().flatMap(Workload::restart).stream()
                    .filter(note -> note.target().equals(judged.workload().target().words())))
        .map(Workload.Restart::at)
        .min(Comparator.naturalOrder());
  }

  /** What goes first is not in the baseline of its wave. */
  private boolean startsAWave(Judged judged) {
    return looks.isEmpty() || judged.workload().wish() != UpdateWish.NOW;
  }

  /** What has to be known before this plan is one. */
  private Optional<Wanted> wanted(Course course) {
    if (looks.isEmpty() || evidence.isAnswer()) {
      return Optional.empty();
    }
    String target = course.target().orElse("");
    String wave = course.wave().orElse("");
    Optional<Judgement> due = course.judgement().filter(looks.get()::isDue);
    if (course.phase() == Phase.Analyzing && due.isPresent()) {
      Instant from = looks.get().counted(due.get());
      return course.waveStarted().map(start -> new Wanted.Look(target, wave, start, from));
    }
    List<WorkloadKey> waiting = outdated(course).map(judged -> judged.workload().key()).toList();
    return lacksBaseline(course) && mayRestart(course) && !waiting.isEmpty()
        ? Optional.of(new Wanted.Before(target, wave, waiting))
        : Optional.empty();
  }

  /** What the wave under way is to restart. */
  private Stream<Judged> outdated(Course course) {
    int place = sequence.place(course);
    return workloads.stream()
        .filter(judged -> judged.is(Stage.OUTDATED, Stage.NOT_READY))
        .filter(judged -> judged.wave() == place && judged.workload().wish() != UpdateWish.NOW);
  }

  private boolean lacksBaseline(Course course) {
    return policy
        .judgedBy()
        .filter(_ -> course.waveStarted().isEmpty())
        .filter(
            by ->
                evidence
                    .baseline()
                    .filter(
                        note ->
                            note.isFor(
                                course.target().orElse(""),
                                course.wave().orElse(""),
                                now,
                                by.window()))
                    .isEmpty())
        .isPresent();
  }

  /** Whether waves restart anything now. */
  private boolean mayRestart(Course course) {
    return opening.open()
        && switch (course.phase()) {
          case Pending, Rolling, WaitingForWindow -> true;
          case Analyzing, Paused, Done, Failed, Degraded, Aborted -> false;
        };
  }

  private boolean isLeft(Predicate<Judged> which) {
    return isLeft(which, begun);
  }

  /** Whether there is something to restart, or to wait for, outside of skipped waves. */
  private boolean isLeft(Predicate<Judged> which, Course course) {
    return workloads.stream()
        .filter(judged -> judged.is(Stage.OUTDATED, Stage.ROLLING))
        .filter(judged -> counts(course, judged))
        .anyMatch(which);
  }

  private boolean counts(Course course, Judged judged) {
    return judged.wave() == Judged.NO_WAVE
        || !course.skipped().contains(policy.waves().get(judged.wave()).name());
  }

  /** Picks what begins to roll: what wants it now, then the wave's, as many as may. */
  private void choose(Course course, Choice choice) {
    if (course.isStopped()) {
      return;
    }
    List<Judged> outdated = workloads.stream().filter(judged -> judged.is(Stage.OUTDATED)).toList();
    outdated.stream()
        .filter(judged -> judged.workload().wish() == UpdateWish.NOW)
        .forEach(choice::consider);
    if (!mayRestart(course) || lacksBaseline(course)) {
      return;
    }
    int place = sequence.place(course);
    long members = workloads.stream().filter(judged -> judged.wave() == place).count();
    int most = Math.max(1, policy.waves().get(place).atOnce().roundedDown((int) members));
    long rolling = workloads.stream().filter(judged -> judged.is(Stage.ROLLING)).count();
    List<Judged> due =
        outdated.stream()
            .filter(judged -> judged.workload().wish() != UpdateWish.NOW)
            .filter(judged -> judged.wave() <= place && counts(course, judged))
            .sorted(Comparator.comparingInt(Judged::wave))
            .toList();
    for (Judged judged : due) {
      if (rolling + choice.restarts().size() >= most) {
        return;
      }
      choice.consider(judged);
    }
  }

  /** The phase that follows from what was chosen. */
  private Course settle(Course course, Choice choice) {
    if (course.isStopped()
        || course.phase() == Phase.Analyzing
        || course.phase() == Phase.Paused
        || course.phase() == Phase.Done) {
      return course;
    }
    int place = sequence.place(course);
    boolean begins =
        choice.restarts().stream()
            .anyMatch(judged -> judged.wave() == place && startsAWave(judged));
    Course next = begins ? course.started(now) : course;
    boolean rolls = begins || workloads.stream().anyMatch(judged -> judged.is(Stage.ROLLING));
    if (!rolls && !opening.open()) {
      return next.in(Phase.WaitingForWindow);
    }
    return next.in(next.waveStarted().isPresent() ? Phase.Rolling : Phase.Pending);
  }

  private Optional<Instant> wakeUp(Course course, Choice choice) {
    Stream<Instant> starting =
        choice.restarts().stream().map(_ -> now.plus(policy.deadline())).limit(1);
    Stream<Instant> deadlines =
        workloads.stream()
            .filter(judged -> judged.is(Stage.ROLLING))
            .flatMap(judged -> judged.workload().object().flatMap(Workload::restart).stream())
            .map(restart -> Stage.since(restart, course.resumed()).plus(policy.deadline()));
    Stream<Instant> pause =
        course.phase() == Phase.Paused ? sequence.pauseEnds(course).stream() : Stream.empty();
    Stream<Instant> window =
        course.phase() == Phase.Done || course.isStopped()
            ? Stream.empty()
            : opening.next().stream();
    Stream<Instant> look =
        looks
            .flatMap(
                it ->
                    course.phase() == Phase.Analyzing
                        ? course.judgement().map(it::next)
                        : Optional.empty())
            .stream();
    Stream<Instant> retry =
        policy.judgedBy().stream()
            .filter(_ -> evidence.problem().isPresent())
            .map(by -> now.plus(by.interval()));
    Stream<Instant> turn =
        course.phase() == Phase.Degraded && before.phase() != Phase.Degraded
            ? Stream.of(now.plusSeconds(1))
            : Stream.empty();
    return Stream.of(starting, deadlines, pause, window, look, retry, turn)
        .flatMap(times -> times)
        .min(Comparator.naturalOrder());
  }
}
