package io.meshwright.operator.installation;

import io.meshwright.crd.mesh.v1alpha1.Analysis;
import io.meshwright.crd.mesh.v1alpha1.AppliedProfile;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.Degradation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;
import io.meshwright.crd.mesh.v1alpha1.RolledBack;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.dataplane.Command;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which revision is followed though the rest of the spec asks for another one. Pure. */
final class Rollback {

  private Rollback() {}

  /**
   * What is asked for: the revision that the user wants to go back to, or the one that was good
   * before a wave proved the spec's to be worse, as long as it is there; else what the spec says.
   *
   * @param hash of the configuration of a revision
   */
  static Intent of(
      Intent forward,
      MeshInstallation installation,
      List<MeshRevision> revisions,
      Function<MeshRevision, String> hash) {
    return Optional.ofNullable(installation.getSpec().rollbackTo())
        .flatMap(name -> named(name, revisions))
        .or(
            () ->
                held(forward, installation).map(RolledBack::to).flatMap(to -> named(to, revisions)))
        .<Intent>map(
            revision ->
                new Intent.Make(asked(forward, installation, revision, hash.apply(revision))))
        .orElse(forward);
  }

  /** The revision of the spec as it is. */
  private static Asked asked(
      Intent forward, MeshInstallation installation, MeshRevision revision, String configuration) {
    Optional<Asked> wanted = forward.asked();
    return new Asked(
        revision.getMetadata().getName(),
        configuration,
        revision.getSpec(),
        wanted
            .map(Asked::version)
            .orElseGet(
                () ->
                    Optional.ofNullable(before(installation).resolvedVersion())
                        .orElseGet(
                            () ->
                                new ResolvedVersion(
                                    Objects.requireNonNullElse(
                                        installation.getSpec().version(), ""),
                                    installation.getSpec().channel(),
                                    revision.getSpec().version()))),
        wanted
            .map(Asked::profile)
            .orElseGet(() -> new AppliedProfile(installation.getSpec().profile(), List.of())));
  }

  /** What is said about the revision of the spec, if it was rolled back. */
  static Optional<RolledBack> held(Intent forward, MeshInstallation installation) {
    return Optional.ofNullable(before(installation).rolledBack())
        .filter(back -> forward.asked().filter(asked -> isAbout(back, asked)).isPresent());
  }

  private static boolean isAbout(RolledBack back, Asked asked) {
    return back.revision().equals(asked.revision())
        && back.configuration().equals(asked.configuration());
  }

  /**
   * The newest revision that was active before and is there: where to go back to.
   *
   * @param from is not it
   */
  static Optional<MeshRevision> good(
      MeshInstallation installation, List<MeshRevision> revisions, String from) {
    return before(installation).history().stream()
        .filter(entry -> entry.result() == Switch.Result.Succeeded)
        .map(Switch::revision)
        .filter(revision -> !revision.equals(from))
        .flatMap(revision -> named(revision, revisions).stream())
        .findFirst();
  }

  /** Whether the way to the active revision may still have to be gone back. */
  static boolean mayBeNeeded(MeshInstallation installation, String active) {
    DataPlaneStatus dataPlane = before(installation).dataPlane();
    return installation.getSpec().analysis() != null
        && installation.getSpec().dataPlane().mode() == DataPlane.Mode.Automatic
        && !(dataPlane != null
            && dataPlane.phase() == Phase.Done
            && dataPlane.target() != null
            && dataPlane.target().startsWith(active + "@"));
  }

  /** What is to be remembered after a step of the workloads. */
  static @Nullable RolledBack next(
      ObservedInstallation observed, @Nullable DataPlaneStatus dataPlane, Instant now) {
    if (observed.forward().asked().isEmpty()) {
      // a spec that cannot be used asks for nothing else
      return before(observed.installation()).rolledBack();
    }
    Optional<RolledBack> before = held(observed.forward(), observed.installation());
    if (before.isPresent()) {
      return isTriedAgain(observed.installation()) ? null : before.get();
    }
    Analysis analysis = observed.installation().getSpec().analysis();
    if (dataPlane == null || dataPlane.phase() != Phase.Degraded) {
      return null;
    }
    Degradation worse = dataPlane.degradation();
    if (worse == null || analysis == null || !analysis.rollback() || observed.isBack()) {
      return null;
    }
    return observed
        .forward()
        .asked()
        .flatMap(
            asked ->
                good(observed.installation(), observed.revisions(), asked.revision())
                    .map(
                        good ->
                            new RolledBack(
                                asked.revision(),
                                asked.configuration(),
                                good.getMetadata().getName(),
                                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                                worse.words())))
        .orElse(null);
  }

  /** The user's word, once everything is back: before, it is about the way back. */
  private static boolean isTriedAgain(MeshInstallation installation) {
    String word = Metadata.annotations(installation).get(OperatorNames.DATA_PLANE_COMMAND);
    DataPlaneStatus dataPlane = before(installation).dataPlane();
    return word != null
        && Command.parse(word).filter(command -> command == Command.RESUME).isPresent()
        && dataPlane != null
        && dataPlane.phase() == Phase.Done
        && !word.equals(dataPlane.command());
  }

  private static MeshInstallationStatus before(MeshInstallation installation) {
    return Objects.requireNonNullElseGet(installation.getStatus(), MeshInstallationStatus::unknown);
  }

  private static Optional<MeshRevision> named(String name, List<MeshRevision> revisions) {
    return revisions.stream()
        .filter(revision -> revision.getMetadata().getName().equals(name))
        .findFirst();
  }
}
