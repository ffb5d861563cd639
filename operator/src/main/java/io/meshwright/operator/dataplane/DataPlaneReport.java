package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WaveStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem.Reason;
import io.meshwright.crd.mesh.v1alpha1.Degradation;
import io.meshwright.crd.mesh.v1alpha1.WorkloadCounts;
import io.meshwright.operator.dataplane.WavePlan.Judged;
import io.meshwright.operator.workload.SidecarWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.Workload.Manner;
import io.meshwright.operator.workload.Workload.Restart;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.xds.ConfigError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says how far workloads are. Pure. */
final class DataPlaneReport {

  private DataPlaneReport() {}

  /**
   * The status after a plan was carried out.
   *
   * @param refusals the API server's words, by workload
   * @param inPlace what is awaited of workloads that are being upgraded in place
   */
  static DataPlaneStatus of(
      WavePlan plan, WavePolicy policy, Map<WorkloadKey, String> refusals, List<String> inPlace) {
    return status(
        plan.course(),
        message(plan, policy, refusals, inPlace),
        policy.automatic() ? time(plan.nextWindow()) : null,
        counts(plan, refusals),
        waves(plan, policy),
        problems(plan, refusals));
  }

  /** The status of a spec that cannot be used: what was remembered stays. */
  static DataPlaneStatus unusable(@Nullable DataPlaneStatus before, ConfigError why) {
    return status(
        Course.of(before),
        why.message(),
        null,
        before == null ? null : before.workloads(),
        List.of(),
        List.of());
  }

  private static DataPlaneStatus status(
      Course course,
      @Nullable String message,
      @Nullable String nextWindow,
      @Nullable WorkloadCounts workloads,
      List<WaveStatus> waves,
      List<WorkloadProblem> problems) {
    return new DataPlaneStatus(
        course.target().orElse(null),
        course.phase(),
        message,
        course.wave().orElse(null),
        time(course.waveStarted()),
        time(course.judgement().map(Judgement::started)),
        time(course.judgement().flatMap(Judgement::lastLook)),
        course.judgement().map(Judgement::failedLooks).filter(looks -> looks > 0).orElse(null),
        course.judgement().flatMap(Judgement::doubt).orElse(null),
        course.judgement().flatMap(Judgement::degradation).orElse(null),
        time(course.pausedSince()),
        time(course.resumed()),
        nextWindow,
        course.skipped(),
        course.command().orElse(null),
        workloads,
        waves,
        problems);
  }

  private static @Nullable String message(
      WavePlan plan, WavePolicy policy, Map<WorkloadKey, String> refusals, List<String> inPlace) {
    if (!refusals.isEmpty()) {
      return "the API server refuses to restart " + refusals.keySet().iterator().next();
    }
    Course course = plan.course();
    return switch (course.phase()) {
      case Done -> null;
      case Failed -> "a workload was not ready in time; resume, skip or abort the wave, or go back";
      case Degraded ->
          course
              .judgement()
              .flatMap(Judgement::degradation)
              .map(Degradation::words)
              .orElse("the wave made something worse");
      case Analyzing ->
          course
              .judgement()
              .flatMap(Judgement::doubt)
              .map(why -> "the wave is being judged: " + why)
              .orElse("the wave is being judged");
      case Aborted -> "aborted by the user";
      case Paused -> pause(course, policy);
      case WaitingForWindow ->
          plan.nextWindow()
              .map(opens -> "restarts go on at " + opens)
              .orElse("no maintenance window ever opens");
      case Pending, Rolling ->
          policy.automatic()
              ? plan.awaited().or(() -> inPlace.stream().findFirst()).orElse(null)
              : "spec.dataPlane.mode is Manual: workloads are restarted by their owners";
    };
  }

  private static String pause(Course course, WavePolicy policy) {
    if (course.isDoubtful()) {
      return "the wave could not be judged, resume or abort it: "
          + course.judgement().flatMap(Judgement::doubt).orElse("");
    }
    return new WaveSequence(policy.waves())
        .pauseEnds(course)
        .map(end -> "the next wave begins at " + end)
        .orElse("the next wave begins when it is resumed");
  }

  private static WorkloadCounts counts(WavePlan plan, Map<WorkloadKey, String> refusals) {
    int started =
        (int)
            plan.restarts().stream()
                .filter(workload -> !refusals.containsKey(workload.key()))
                .count();
    return new WorkloadCounts(
        plan.workloads().size(),
        count(plan, Stage.CURRENT, Stage.FINISHED),
        count(plan, Stage.OUTDATED, Stage.NOT_READY) - started,
        count(plan, Stage.ROLLING) + started,
        count(plan, Stage.FAILED),
        count(plan, Stage.OPTED_OUT),
        count(plan, Stage.UNMANAGED));
  }

  private static int count(WavePlan plan, Stage... stages) {
    return (int) plan.workloads().stream().filter(judged -> judged.is(stages)).count();
  }

  private static List<WaveStatus> waves(WavePlan plan, WavePolicy policy) {
    return IntStream.range(0, policy.waves().size())
        .mapToObj(
            place -> {
              List<Judged> members =
                  plan.workloads().stream().filter(judged -> judged.wave() == place).toList();
              return new WaveStatus(
                  policy.waves().get(place).name(),
                  members.size(),
                  (int)
                      members.stream()
                          .filter(judged -> judged.is(Stage.CURRENT, Stage.FINISHED))
                          .count());
            })
        .toList();
  }

  private static List<WorkloadProblem> problems(WavePlan plan, Map<WorkloadKey, String> refusals) {
    List<WorkloadProblem> problems = new ArrayList<>();
    for (Judged judged : plan.workloads()) {
      WorkloadKey key = judged.workload().key();
      Optional<Workload> object = judged.workload().object();
      switch (judged.stage()) {
        case FAILED -> problems.add(problem(key, Reason.DeadlineExceeded, failure(judged)));
        case OUTDATED -> {
          if (refusals.containsKey(key)) {
            problems.add(problem(key, Reason.RestartRefused, refusals.get(key)));
          }
        }
        case NOT_READY ->
            problems.add(
                problem(key, Reason.NotReady, object.map(it -> it.progress().words()).orElse("")));
        case UNMANAGED ->
            problems.add(
                judged.workload().sidecars() instanceof SidecarWish.Refused refused
                    ? problem(key, Reason.InvalidAnnotation, refused.words(key))
                    : problem(
                        key,
                        Reason.Unmanaged,
                        object
                            .flatMap(Workload::held)
                            .orElse("the operator does not restart this kind")));
        case ROLLING, FINISHED -> {
          if (refusals.containsKey(key)) {
            problems.add(problem(key, Reason.RestartRefused, refusals.get(key)));
          }
          object
              .flatMap(Workload::restart)
              .flatMap(DataPlaneReport::whyNotInPlace)
              .ifPresent(why -> problems.add(problem(key, Reason.RolledOut, why)));
        }
        case CURRENT, OPTED_OUT -> {}
      }
    }
    return problems.stream()
        .sorted(Comparator.comparing(WorkloadProblem::reason))
        .limit(DataPlaneStatus.MAX_PROBLEMS)
        .toList();
  }

  private static Optional<String> whyNotInPlace(Restart note) {
    return switch (note.manner()) {
      case Manner.RollOut(Optional<String> because) -> because;
      case Manner.InPlace _ -> Optional.empty();
    };
  }

  private static String failure(Judged judged) {
    String progress =
        judged.workload().object().map(object -> object.progress().words()).orElse("");
    return judged.workload().outdated()
        ? progress + "; pods still have other proxies than " + judged.workload().target().words()
        : progress;
  }

  private static WorkloadProblem problem(WorkloadKey key, Reason reason, String message) {
    return new WorkloadProblem(key.toString(), reason, message);
  }

  private static @Nullable String time(Optional<Instant> instant) {
    return instant.map(it -> it.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }
}
