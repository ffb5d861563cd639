package io.meshwright.operator.installation;

import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.configdiff.DiffGate;
import io.meshwright.operator.configdiff.DiffGate.Candidate;
import io.meshwright.operator.configdiff.DiffStep;
import io.meshwright.operator.gateway.GatewayObserver;
import io.meshwright.operator.gateway.ObservedGateway;
import io.meshwright.operator.revision.Readiness;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.sessions.Sessions;
import io.meshwright.operator.tag.TagTarget;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that decides about an installation, read once.
 *
 * @param forward what the spec asks for, but for going back
 * @param intent what is asked for in the end
 * @param revisions those of this installation, by name
 * @param sessions by revision
 * @param activeTarget the active revision as a tag's target, if it is ready
 * @param defaultTag the MeshRevisionTag {@code default}; null if there is none
 * @param diff where the comparison of the active revision with the desired one stands
 */
record ObservedInstallation(
    MeshInstallation installation,
    Intent forward,
    Intent intent,
    List<MeshRevision> revisions,
    Map<String, SessionCounts> sessions,
    MeshPlace place,
    @Nullable TagTarget activeTarget,
    @Nullable MeshRevisionTag defaultTag,
    List<ObservedGateway> gateways,
    DiffStep diff) {

  ObservedInstallation {
    revisions = List.copyOf(revisions);
    sessions = Map.copyOf(sessions);
    gateways = List.copyOf(gateways);
  }

  static ObservedInstallation of(
      MeshInstallation installation,
      Intents intents,
      Cluster cluster,
      Sessions sessions,
      GatewayObserver gateways,
      DiffGate gate,
      Instant now) {
    Owner owner = Owner.of(installation);
    List<MeshRevision> revisions =
        cluster.list(MeshRevision.class).stream()
            .filter(owner::owns)
            .sorted(Comparator.comparing(revision -> revision.getMetadata().getName()))
            .toList();
    Intent forward = intents.of(installation);
    Intent intent = intents.of(forward, installation, revisions);
    boolean back = isBack(forward, intent);
    DiffStep diff = gate.look(installation, candidate(installation, intent, back, revisions), now);
    Optional<MeshRevision> active = active(installation, intent, back, revisions, diff);
    return new ObservedInstallation(
        installation,
        forward,
        intent,
        revisions,
        revisions.stream()
            .map(revision -> revision.getMetadata().getName())
            .collect(Collectors.toMap(name -> name, sessions::of)),
        MeshPlace.of(installation, intent, cluster),
        active.flatMap(revision -> TagTarget.of(revision, cluster)).orElse(null),
        cluster.get(MeshRevisionTag.class, null, MeshNames.DEFAULT_TAG).orElse(null),
        gateways.of(installation, active),
        diff);
  }

  /** Whether something else is followed than the rest of the spec asks for. */
  boolean isBack() {
    return isBack(forward, intent);
  }

  /** What the mesh goes back from. */
  Optional<String> left() {
    return isBack() ? forward.asked().map(Asked::revision) : Optional.empty();
  }

  private static boolean isBack(Intent forward, Intent intent) {
    return !intent.asked().map(Asked::revision).equals(forward.asked().map(Asked::revision));
  }

  /** The revision that is asked for, if it is there. */
  Optional<MeshRevision> desiredRevision() {
    return desired(intent, revisions);
  }

  /** The revision that injection follows: the desired one once it may be used, else as before. */
  Optional<MeshRevision> activeRevision() {
    return active(installation, intent, isBack(), revisions, diff);
  }

  /**
   * Whether the desired revision is what the spec asks for and ready, and passed preflight and the
   * comparison of configuration before it became active.
   */
  boolean isRealised() {
    return !diff.holds() && ready(installation, intent, isBack(), revisions).isPresent();
  }

  static boolean isInUse(MeshRevision revision) {
    return Readiness.says(revision, ConditionType.IN_USE);
  }

  private static Optional<MeshRevision> active(
      MeshInstallation installation,
      Intent intent,
      boolean back,
      List<MeshRevision> revisions,
      DiffStep diff) {
    return ready(installation, intent, back, revisions)
        .filter(_ -> !diff.holds())
        .or(() -> activeBefore(installation, revisions));
  }

  private static Optional<MeshRevision> activeBefore(
      MeshInstallation installation, List<MeshRevision> revisions) {
    return Optional.ofNullable(installation.getStatus())
        .map(status -> status.activeRevision())
        .flatMap(before -> named(before, revisions));
  }

  private static Candidate candidate(
      MeshInstallation installation, Intent intent, boolean back, List<MeshRevision> revisions) {
    return new Candidate(
        activeBefore(installation, revisions).map(it -> it.getMetadata().getName()).orElse(null),
        intent.asked().map(Asked::revision).orElse(null),
        ready(installation, intent, back, revisions).isPresent(),
        intent.asked().filter(asked -> History.wasActive(installation, asked)).isPresent());
  }

  /**
   * A revision that does not have the spec's values yet says nothing about them, however ready it
   * is. Preflight is a gate before a revision becomes active: one that has passed it stays, and it
   * is no gate on the way back to one that was.
   */
  private static Optional<MeshRevision> ready(
      MeshInstallation installation, Intent intent, boolean back, List<MeshRevision> revisions) {
    return desired(intent, revisions)
        .filter(
            revision -> intent.asked().filter(a -> a.spec().equals(revision.getSpec())).isPresent())
        .filter(Readiness::of)
        .filter(
            revision ->
                Readiness.says(revision, ConditionType.PREFLIGHT_PASSED)
                    || intent
                        .asked()
                        .filter(
                            a ->
                                History.succeeded(installation, a)
                                    || (back && History.wasActive(installation, a)))
                        .isPresent());
  }

  private static Optional<MeshRevision> desired(Intent intent, List<MeshRevision> revisions) {
    return intent.asked().flatMap(asked -> named(asked.revision(), revisions));
  }

  private static Optional<MeshRevision> named(String name, List<MeshRevision> revisions) {
    return revisions.stream()
        .filter(revision -> revision.getMetadata().getName().equals(name))
        .findFirst();
  }
}
