package io.meshwright.operator.revision;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.Applier;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.config.MeshImages;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.manifest.RevisionManifests;
import io.meshwright.operator.manifest.RevisionPlan;
import io.meshwright.operator.manifest.ValidationMode;
import io.meshwright.operator.revision.RevisionReport.Outcome;
import io.meshwright.operator.sessions.Spread;
import io.meshwright.operator.status.StatusWriter;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Brings one revision to its spec: observe, plan, apply, report. Whole state every time; safe to
 * repeat and to interrupt anywhere.
 */
public final class RevisionReconciliation {

  /** How soon to ask again whether the validating webhook works. */
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final Applier applier;
  private final StatusWriter status;
  private final ValidationProbe probe;
  private final Usages usages;
  private final Spread spread;

  public RevisionReconciliation(
      Cluster cluster,
      OperatorConfig config,
      KubernetesSerialization serialization,
      InstantSource clock,
      Usages usages,
      Spread spread) {
    this.cluster = cluster;
    this.config = config;
    this.clock = clock;
    this.applier = new Applier(cluster, serialization, RevisionManifests.KINDS);
    this.status = new StatusWriter(cluster, serialization);
    this.probe = new ValidationProbe(cluster, serialization);
    this.usages = usages;
    this.spread = spread;
  }

  /**
   * Reconciles.
   *
   * @return when to look again though nothing was seen to change
   * @throws ApplyException when the API server refused; status says so already
   */
  public Optional<Duration> reconcile(MeshRevision revision) {
    ObservedRevision observed = ObservedRevision.of(revision, cluster);
    MeshRevisionSpec spec = revision.getSpec();
    Optional<MeshImages> images = config.images(spec.version());
    Usage usage = usages.ofRevision(revision);
    Outcome outcome = RevisionReport.blocked(observed);
    if (images.isEmpty()) {
      outcome = unknownVersion(revision);
    } else if (isPaused(revision)) {
      outcome = new Outcome.Skipped();
    }
    if (!(outcome instanceof Outcome.Applied)) {
      report(observed, outcome, usage);
      return Optional.empty();
    }
    ValidationMode validation = probe.mode(observed);
    RevisionPlan plan =
        new RevisionPlan(
            new RevisionNames(revision.getMetadata().getName()),
            spec,
            images.orElseThrow().from(spec.images().registry()));
    try {
      applier.apply(Owner.of(revision), RevisionPlanner.plan(observed, plan, validation));
    } catch (ApplyException refused) {
      report(observed, new Outcome.Refused(refused.words()), usage);
      throw refused;
    }
    report(observed, outcome, usage);
    Optional<Duration> nextMove = spread.step(revision.getMetadata().getName());
    return observed.validation() != null && validation == ValidationMode.UNPROVEN
        ? nextMove
            .filter(move -> move.compareTo(PROBE_INTERVAL) < 0)
            .or(() -> Optional.of(PROBE_INTERVAL))
        : nextMove;
  }

  /**
   * Removes the revision's objects.
   *
   * @return whether all are gone
   */
  public boolean remove(MeshRevision revision) {
    return applier.remove(Owner.of(revision)).isEmpty();
  }

  private boolean isPaused(MeshRevision revision) {
    return cluster.list(MeshInstallation.class).stream()
        .anyMatch(
            installation ->
                installation.getSpec().paused() && Owner.of(installation).owns(revision));
  }

  private Outcome unknownVersion(MeshRevision revision) {
    ConfigError error =
        new ConfigError(
            "MeshRevision " + revision.getMetadata().getName(),
            "spec.version",
            revision.getSpec().version(),
            "one of " + String.join(", ", config.versions().keySet()));
    return new Outcome.Blocked(ConditionReason.CONFIG_INVALID, error.message());
  }

  private void report(ObservedRevision observed, Outcome outcome, Usage usage) {
    MeshRevisionStatus next = RevisionReport.of(observed, outcome, usage, clock.instant());
    status.write(observed.revision(), next);
  }
}
