package io.meshwright.operator.event;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem;
import io.meshwright.crd.mesh.v1alpha1.WorkloadCounts;
import io.meshwright.operator.apply.Owner;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a change of a data plane's status tells. Pure. */
final class WaveTransition {

  private WaveTransition() {}

  static Optional<MeshEvent> between(
      Owner about, @Nullable DataPlaneStatus before, @Nullable DataPlaneStatus after) {
    if (after == null || isSame(before, after)) {
      return Optional.empty();
    }
    String wave = "wave " + after.wave();
    return switch (after.phase()) {
      case Rolling ->
          event(about, EventReason.WAVE_STARTED, wave + ": " + counts(after.workloads()));
      case Analyzing -> event(about, EventReason.WAVE_ANALYZING, wave + " is done");
      case Paused ->
          after.inconclusive() == null
              ? event(about, EventReason.WAVE_PAUSED, wave + " is done; " + after.message())
              : event(about, EventReason.WAVE_INCONCLUSIVE, wave + ": " + after.inconclusive());
      case Degraded ->
          event(
              about,
              EventReason.WAVE_DEGRADED,
              after.degradation() == null ? wave : after.degradation().words());
      case WaitingForWindow ->
          event(about, EventReason.WAITING_FOR_WINDOW, wave + ": " + after.message());
      case Failed -> event(about, EventReason.WAVE_FAILED, wave + ": " + problems(after));
      case Aborted ->
          event(about, EventReason.WAVES_ABORTED, wave + ": " + counts(after.workloads()));
      case Done ->
          before == null || before.wave() == null
              ? Optional.empty()
              : event(about, EventReason.WORKLOADS_MOVED, counts(after.workloads()));
      case Pending -> Optional.empty();
    };
  }

  /** The workloads that do not go the way that somebody wanted, as far as it is news. */
  static Stream<MeshEvent> astray(
      Owner about, @Nullable DataPlaneStatus before, @Nullable DataPlaneStatus after) {
    List<WorkloadProblem> known = before == null ? List.of() : before.problems();
    return after == null
        ? Stream.empty()
        : after.problems().stream()
            .filter(problem -> !known.contains(problem))
            .flatMap(problem -> astray(about, problem).stream());
  }

  private static Optional<MeshEvent> astray(Owner about, WorkloadProblem problem) {
    return switch (problem.reason()) {
      case RolledOut ->
          event(
              about,
              EventReason.SIDECARS_ROLLED_OUT,
              problem.workload() + ": " + problem.message());
      case InvalidAnnotation ->
          event(
              about,
              EventReason.UPGRADE_MODE_REFUSED,
              problem.workload() + ": " + problem.message());
      case DeadlineExceeded, RestartRefused, NotReady, Unmanaged -> Optional.empty();
    };
  }

  private static boolean isSame(@Nullable DataPlaneStatus before, DataPlaneStatus after) {
    return before != null
        && before.phase() == after.phase()
        && Objects.equals(before.wave(), after.wave());
  }

  private static String counts(@Nullable WorkloadCounts workloads) {
    return workloads == null
        ? "workloads are not counted"
        : workloads.current() + " of " + workloads.total() + " workloads are up to date";
  }

  private static String problems(DataPlaneStatus status) {
    return status.problems().stream()
        .filter(problem -> problem.reason() == WorkloadProblem.Reason.DeadlineExceeded)
        .map(problem -> problem.workload() + ": " + problem.message())
        .collect(Collectors.joining("; "));
  }

  private static Optional<MeshEvent> event(Owner about, EventReason reason, String note) {
    return Optional.of(new MeshEvent(about, reason, note));
  }
}
