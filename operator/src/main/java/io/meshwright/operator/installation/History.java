package io.meshwright.operator.installation;

import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.Degradation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.RolledBack;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.crd.mesh.v1alpha1.Switch.MovedWorkloads;
import io.meshwright.operator.config.ReleaseVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which revisions an installation asked for, and what became of each. Pure. */
final class History {

  private History() {}

  /** The list after this observation, newest first. */
  static List<Switch> next(ObservedInstallation observed, Instant instant) {
    MeshInstallationStatus status = observed.installation().getStatus();
    List<Switch> before = status == null ? List.of() : status.history();
    Optional<Asked> asked = observed.intent().asked();
    boolean neverMade =
        observed.intent() instanceof Intent.KeepOnly && observed.desiredRevision().isEmpty();
    if (asked.isEmpty() || neverMade) {
      return before;
    }
    String now = instant.truncatedTo(ChronoUnit.SECONDS).toString();
    List<Switch> history = new ArrayList<>(before);
    if (history.isEmpty() || !isAbout(history.getFirst(), asked.get())) {
      Switch.Cause cause = cause(history, asked.get());
      if (!history.isEmpty() && !history.getFirst().result().isFinal()) {
        history.set(0, history.getFirst().with(Switch.Result.Superseded, now));
      }
      history.addFirst(
          new Switch(
              asked.get().revision(),
              asked.get().spec().version(),
              asked.get().configuration(),
              now,
              null,
              cause,
              Switch.Result.InProgress,
              null,
              null));
    }
    if (!history.getFirst().result().isFinal()) {
      history.set(0, history.getFirst().with(result(observed), now));
    }
    return List.copyOf(
        history.subList(0, Math.min(history.size(), MeshInstallationStatus.MAX_HISTORY)));
  }

  /** The same with what became of the workloads, once the newest switch was made. */
  static List<Switch> withWorkloads(
      List<Switch> history,
      ObservedInstallation observed,
      @Nullable DataPlaneStatus dataPlane,
      Instant instant) {
    boolean automatic =
        observed.installation().getSpec().dataPlane().mode() == DataPlane.Mode.Automatic;
    if (!automatic
        || dataPlane == null
        || dataPlane.workloads() == null
        || history.isEmpty()
        || history.getFirst().result() != Switch.Result.Succeeded) {
      return history;
    }
    MovedWorkloads before = history.getFirst().workloads();
    if (before != null && before.phase() == Phase.Done && dataPlane.phase() == Phase.Done) {
      return history;
    }
    List<Switch> next = new ArrayList<>(history);
    next.set(
        0,
        history
            .getFirst()
            .with(
                new MovedWorkloads(
                    dataPlane.phase(),
                    dataPlane.workloads().current(),
                    dataPlane.workloads().total(),
                    dataPlane.phase() == Phase.Done
                        ? instant.truncatedTo(ChronoUnit.SECONDS).toString()
                        : null)));
    return List.copyOf(next);
  }

  /** The same with what was worse about the newest switch, if it was just found out. */
  static List<Switch> withRollback(
      List<Switch> history,
      ObservedInstallation observed,
      @Nullable RolledBack back,
      @Nullable DataPlaneStatus dataPlane,
      Instant instant) {
    boolean isNew = Rollback.held(observed.forward(), observed.installation()).isEmpty();
    Degradation worse = dataPlane == null ? null : dataPlane.degradation();
    if (back == null || !isNew || worse == null || history.isEmpty()) {
      return history;
    }
    List<Switch> next = new ArrayList<>(history);
    next.set(0, history.getFirst().with(worse, instant.truncatedTo(ChronoUnit.SECONDS).toString()));
    return List.copyOf(next);
  }

  /** Whether the newest switch has not come to an end. */
  static boolean isUnderWay(List<Switch> history) {
    return !history.isEmpty() && !history.getFirst().result().isFinal();
  }

  /** Whether the newest switch was to this, and came to its end. */
  static boolean succeeded(MeshInstallation installation, Asked asked) {
    MeshInstallationStatus status = installation.getStatus();
    return status != null
        && !status.history().isEmpty()
        && status.history().getFirst().result() == Switch.Result.Succeeded
        && isAbout(status.history().getFirst(), asked);
  }

  /** Whether this became active at some time that is remembered. */
  static boolean wasActive(MeshInstallation installation, Asked asked) {
    MeshInstallationStatus status = installation.getStatus();
    return status != null
        && status.history().stream()
            .anyMatch(entry -> entry.result() == Switch.Result.Succeeded && isAbout(entry, asked));
  }

  private static Switch.Result result(ObservedInstallation observed) {
    if (observed.isRealised()) {
      return Switch.Result.Succeeded;
    }
    if (observed.diff().blocks()) {
      return Switch.Result.Blocked;
    }
    return observed
        .desiredRevision()
        .map(MeshRevision::getStatus)
        .flatMap(s -> Conditions.find(s.conditions(), ConditionType.PREFLIGHT_PASSED))
        .filter(condition -> condition.status() == ConditionStatus.FALSE)
        .map(_ -> Switch.Result.Blocked)
        .orElse(Switch.Result.InProgress);
  }

  private static Switch.Cause cause(List<Switch> history, Asked asked) {
    if (history.isEmpty()) {
      return Switch.Cause.Installed;
    }
    Switch last = history.getFirst();
    if (last.configuration().equals(asked.configuration())) {
      return Switch.Cause.StrategyChanged;
    }
    Optional<Switch> earlier = history.stream().filter(entry -> isAbout(entry, asked)).findFirst();
    if (earlier.isPresent()) {
      if (earlier.get().result() == Switch.Result.Degraded) {
        return Switch.Cause.Retried;
      }
      return isNewer(asked.spec().version(), last.version())
          ? Switch.Cause.VersionChanged
          : Switch.Cause.RolledBack;
    }
    return last.version().equals(asked.spec().version())
        ? Switch.Cause.ConfigurationChanged
        : Switch.Cause.VersionChanged;
  }

  /** To a newer version nobody goes back, though it was active before. */
  private static boolean isNewer(String version, String than) {
    Optional<ReleaseVersion> other = ReleaseVersion.parse(than);
    return ReleaseVersion.parse(version)
        .filter(it -> other.filter(before -> it.compareTo(before) > 0).isPresent())
        .isPresent();
  }

  private static boolean isAbout(Switch entry, Asked asked) {
    return entry.revision().equals(asked.revision())
        && entry.configuration().equals(asked.configuration());
  }
}
