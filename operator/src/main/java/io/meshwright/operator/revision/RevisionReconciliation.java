package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.AppliedPlan;
import io.meshwright.operator.apply.Applier;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.LastAnswer;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.Plan;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.manifest.RevisionManifests;
import io.meshwright.operator.manifest.RevisionPlan;
import io.meshwright.operator.manifest.ValidationMode;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.preflight.PreflightInspection.Progress;
import io.meshwright.operator.revision.RevisionPlanner.Input;
import io.meshwright.operator.revision.RevisionReport.Found;
import io.meshwright.operator.revision.RevisionReport.Outcome;
import io.meshwright.operator.sessions.Spread;
import io.meshwright.operator.status.StatusWriter;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private final PreflightInspection preflight;
  private final DeleteProtection protection;
  private final LastAnswer<Input, Plan> plans = new LastAnswer<>(RevisionPlanner::plan);

  public RevisionReconciliation(
      Cluster cluster,
      OperatorConfig config,
      Usages usages,
      Spread spread,
      KubernetesSerialization serialization,
      InstantSource clock,
      PreflightInspection preflight) {
    this.cluster = cluster;
    this.config = config;
    this.usages = usages;
    this.spread = spread;
    this.clock = clock;
    this.applier = new Applier(cluster, serialization, RevisionManifests.KINDS);
    this.status = new StatusWriter(cluster, serialization);
    this.probe = new ValidationProbe(cluster, serialization);
    this.preflight = preflight;
    this.protection = new DeleteProtection(cluster);
  }

  /**
   * Reconciles.
   *
   * @return when to look again though nothing was seen to change
   * @throws ApplyException when the API server refused; status says so already
   * @throws ReadException when the cluster could not be read; status says so already
   */
  public Optional<Duration> reconcile(MeshRevision revision) {
    ObservedRevision observed;
    ValidationMode validation;
    Progress progress;
    Found found;
    try {
      observed = ObservedRevision.of(revision, cluster);
      validation = probe.mode(observed);
      progress = progress(observed, validation);
      found = found(observed, progress);
    } catch (ReadException unread) {
      status.write(revision, RevisionReport.unreadable(revision, unread.words(), clock.instant()));
      throw unread;
    }
    MeshRevisionSpec spec = revision.getSpec();
    Optional<MeshRelease> release = config.versions().release(spec.version());
    Outcome outcome = outcome(observed, progress, found);
    if (!(outcome instanceof Outcome.Applied) || release.isEmpty()) {
      report(observed, outcome, found);
      return found.checked().again();
    }
    RevisionPlan plan =
        new RevisionPlan(
            new RevisionNames(revision.getMetadata().getName()),
            spec,
            release.get().images().from(spec.images().registry()),
            ScalingDecision.of(
                spec.controlPlane(),
                observed.deployment(),
                observed.autoscaler(),
                found.usage().sessions()),
            config.namespace());
    AppliedPlan applied;
    try {
      Input input = new Input(plan, RevisionPlanner.caBundle(observed), validation);
      applied = applier.apply(Owner.of(revision), plans.of(revision.getMetadata().getUid(), input));
    } catch (ApplyException refused) {
      report(observed, new Outcome.Refused(refused.words()), found);
      throw refused;
    }
    report(observed, new Outcome.Applied(applied), found);
    Optional<Duration> again =
        observed.validation() != null && validation == ValidationMode.UNPROVEN
            ? Optional.of(PROBE_INTERVAL)
            : found.checked().again();
    return Stream.of(again, spread.step(revision.getMetadata().getName()))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /**
   * Removes the revision's objects, unless workloads still use them; the status then says so.
   *
   * @return whether all are gone
   */
  public boolean remove(MeshRevision revision) {
    Optional<Long> pods = protection.objection(revision);
    if (pods.isPresent()) {
      status.write(revision, RevisionReport.inUse(revision, pods.get(), clock.instant()));
      return false;
    }
    preflight.forget(revision);
    plans.forget(revision.getMetadata().getUid());
    boolean gone = applier.remove(Owner.of(revision)).isEmpty();
    if (gone) {
      // its runtime made it
      cluster.deleteUnwatched(
          Lease.class,
          revision.getSpec().namespace(),
          new RevisionNames(revision.getMetadata().getName()).statusLease());
    }
    return gone;
  }

  private boolean isPaused(MeshRevision revision) {
    return Owner.find(MeshInstallation.class, revision, cluster)
        .filter(installation -> installation.getSpec().paused())
        .isPresent();
  }

  private Outcome unknownVersion(MeshRevision revision) {
    ConfigError error =
        new ConfigError(
            "MeshRevision " + revision.getMetadata().getName(),
            "spec.version",
            revision.getSpec().version(),
            "one of "
                + config.versions().releases().stream()
                    .map(release -> release.version().toString())
                    .collect(Collectors.joining(", ")));
    return new Outcome.Unmanaged(error.message());
  }

  private Outcome outcome(ObservedRevision observed, Progress progress, Found found) {
    if (config.versions().release(observed.revision().getSpec().version()).isEmpty()) {
      return unknownVersion(observed.revision());
    }
    if (isPaused(observed.revision())) {
      return new Outcome.Skipped();
    }
    Outcome blocked = RevisionReport.blocked(observed);
    return blocked instanceof Outcome.Applied && progress == Progress.TO_START
        ? RevisionReport.held(found.checked())
        : blocked;
  }

  private static Progress progress(ObservedRevision observed, ValidationMode validation) {
    boolean complete = observed.rollout().complete() && observed.validation() != null;
    return PreflightInspection.progress(
        observed.revision(),
        observed.deployment(),
        complete,
        ValidationMode.of(observed.validation()) == ValidationMode.PROVEN
            && validation == ValidationMode.PROVEN);
  }

  private Found found(ObservedRevision observed, Progress progress) {
    MeshRevision revision = observed.revision();
    return new Found(
        usages.ofRevision(revision),
        preflight.inspect(revision, observed.deployment(), progress),
        config
            .versions()
            .release(revision.getSpec().version())
            .filter(release -> release.support() == MeshRelease.Support.END_OF_LIFE)
            .isPresent());
  }

  private void report(ObservedRevision observed, Outcome outcome, Found found) {
    MeshRevisionStatus next = RevisionReport.of(observed, outcome, found, clock.instant());
    status.write(observed.revision(), next);
  }
}
