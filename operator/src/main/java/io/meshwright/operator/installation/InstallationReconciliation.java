package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Applier;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.configdiff.DiffGate;
import io.meshwright.operator.dataplane.DataPlaneReconciliation;
import io.meshwright.operator.gateway.GatewayObserver;
import io.meshwright.operator.healing.HealingReconciliation;
import io.meshwright.operator.installation.InstallationReport.Outcome;
import io.meshwright.operator.manifest.GatewayManifests;
import io.meshwright.operator.monitoring.MonitoringObjects;
import io.meshwright.operator.revision.DeleteProtection;
import io.meshwright.operator.sessions.Sessions;
import io.meshwright.operator.status.StatusWriter;
import io.meshwright.operator.trust.TrustReconciliation;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings one installation to its spec: observe, plan, apply, report. Whole state every time; safe
 * to repeat and to interrupt anywhere.
 */
public final class InstallationReconciliation {

  /** The kinds of an installation's objects, webhooks first: they are removed in this order. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      Stream.concat(
              Stream.of(
                  MutatingWebhookConfiguration.class,
                  ValidatingWebhookConfiguration.class,
                  MeshRevision.class),
              GatewayManifests.KINDS.stream())
          .toList();

  /** How often the number of connected proxies is looked at. */
  private static final Duration SESSIONS_INTERVAL = Duration.ofSeconds(30);

  /** What has a course of its own beside the installation's objects. */
  public record Parts(
      DataPlaneReconciliation dataPlane,
      MonitoringObjects monitoring,
      TrustReconciliation trust,
      HealingReconciliation healing,
      DiffGate diffs) {}

  private final Cluster cluster;
  private final InstantSource clock;
  private final Applier applier;
  private final StatusWriter status;
  private final Intents intents;
  private final Sessions sessions;
  private final DeleteProtection protection;
  private final GatewayObserver gateways;
  private final DataPlaneReconciliation dataPlane;
  private final MonitoringObjects monitoring;
  private final TrustReconciliation trust;
  private final HealingReconciliation healing;
  private final DiffGate diffs;

  public InstallationReconciliation(
      Cluster cluster,
      OperatorConfig config,
      Sessions sessions,
      Parts parts,
      KubernetesSerialization serialization,
      InstantSource clock) {
    this.cluster = cluster;
    this.sessions = sessions;
    this.dataPlane = parts.dataPlane();
    this.monitoring = parts.monitoring();
    this.trust = parts.trust();
    this.healing = parts.healing();
    this.diffs = parts.diffs();
    this.clock = clock;
    this.applier = new Applier(cluster, serialization, KINDS);
    this.status = new StatusWriter(cluster, serialization);
    this.intents = new Intents(config.versions(), serialization);
    this.protection = new DeleteProtection(cluster);
    this.gateways = new GatewayObserver(cluster, serialization);
  }

  /**
   * Reconciles.
   *
   * @return when to look again though nothing was seen to change
   * @throws ApplyException when the API server refused; status says so already
   * @throws ReadException when the cluster could not be read; status says so already
   */
  public Optional<Duration> reconcile(MeshInstallation installation) {
    Instant now = clock.instant();
    ObservedInstallation observed;
    try {
      observed =
          ObservedInstallation.of(installation, intents, cluster, sessions, gateways, diffs, now);
    } catch (ReadException unread) {
      status.write(installation, InstallationReport.unreadable(installation, unread.words(), now));
      throw unread;
    }
    Outcome outcome = outcome(observed);
    if (outcome instanceof Outcome.Skipped || observed.place().forbids()) {
      status.write(installation, InstallationReport.of(observed, outcome, now));
      return Optional.empty();
    }
    Retention retention = Retention.of(observed, now);
    List<ObjectKey> unmanaged;
    try {
      if (observed.place().namespace() == null && observed.intent() instanceof Intent.Make) {
        cluster.apply(namespace(installation));
      }
      unmanaged =
          applier
              .apply(Owner.of(installation), InstallationPlanner.plan(observed, retention))
              .unmanaged();
      observed
          .diff()
          .report()
          .ifPresent(text -> cluster.apply(DiffConfigMap.of(installation, text)));
    } catch (ApplyException refused) {
      Outcome failed = new Outcome.Stalled(ConditionReason.APPLY_FAILED, refused.words());
      status.write(installation, InstallationReport.of(observed, failed, now));
      throw refused;
    }
    Optional<String> unwatched = monitoring.reconcile(installation);
    Outcome done =
        outcome instanceof Outcome.Applied ? new Outcome.Applied(unmanaged, unwatched) : outcome;
    Steps steps = steps(observed, now);
    status.write(
        installation,
        InstallationReport.of(
            observed,
            done,
            new InstallationReport.Going(
                steps.dataPlane().status(), steps.trust().verdict(), steps.healing().verdict()),
            now));
    return wakeUp(observed, retention, steps);
  }

  /** What goes on by itself, however long it takes. */
  private record Steps(
      DataPlaneReconciliation.Step dataPlane,
      TrustReconciliation.Step trust,
      HealingReconciliation.Step healing) {}

  private Steps steps(ObservedInstallation observed, Instant now) {
    try {
      return new Steps(
          dataPlane.step(observed.installation(), observed.activeRevision(), observed.left(), now),
          trust.step(observed.installation(), observed.revisions(), now),
          healing.step(observed.installation(), observed.revisions(), now));
    } catch (ReadException unread) {
      status.write(
          observed.installation(),
          InstallationReport.unreadable(observed.installation(), unread.words(), now));
      throw unread;
    }
  }

  /** Sessions change without an event. */
  private static Optional<Duration> wakeUp(
      ObservedInstallation observed, Retention retention, Steps steps) {
    Optional<Duration> sessions = observed.activeRevision().map(_ -> SESSIONS_INTERVAL);
    return Stream.of(
            retention.wakeUp(),
            sessions,
            steps.dataPlane().wakeUp(),
            steps.trust().wakeUp(),
            steps.healing().wakeUp(),
            observed.diff().wakeUp())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /**
   * Removes all that belongs to the installation: its revisions with their objects, then what the
   * runtimes wrote, then the namespace if the operator made it and nobody else uses it. Nothing is
   * removed while workloads use it; the status then says so.
   *
   * @return whether all is gone
   */
  public boolean remove(MeshInstallation installation) {
    Optional<Long> pods = protection.objection(installation);
    if (pods.isPresent()) {
      status.write(
          installation, InstallationReport.inUse(installation, pods.get(), clock.instant()));
      return false;
    }
    intents.forget(installation);
    diffs.forget(installation);
    dataPlane.forget(installation);
    healing.forget(installation);
    Owner owner = Owner.of(installation);
    if (!applier.remove(owner).isEmpty()) {
      return false;
    }
    String meshNamespace = installation.getSpec().namespace();
    Optional<Namespace> namespace = cluster.get(Namespace.class, null, meshNamespace);
    if (namespace.isEmpty()) {
      return RuntimeLeftovers.removeRoots(cluster);
    }
    if (namespace.get().getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    RuntimeLeftovers.removeFrom(meshNamespace, cluster);
    cluster.deleteUnwatched(
        ConfigMap.class,
        meshNamespace,
        OperatorNames.configDiffReport(installation.getMetadata().getName()));
    if (!RuntimeLeftovers.removeRoots(cluster)) {
      return false;
    }
    if (owner.isNamedBy(namespace.get()) && !cluster.holdsForeignObjects(meshNamespace)) {
      cluster.delete(namespace.get());
      return false;
    }
    return true;
  }

  private static Outcome outcome(ObservedInstallation observed) {
    MeshInstallation installation = observed.installation();
    MeshPlace place = observed.place();
    if (place.rival() != null) {
      return invalid(
          new ConfigError(
              "MeshInstallation " + installation.getMetadata().getName(),
              "spec.namespace",
              installation.getSpec().namespace(),
              "a namespace that MeshInstallation "
                  + place.rival().getMetadata().getName()
                  + " does not use"));
    }
    if (place.isTerminating()) {
      return new Outcome.Stalled(
          ConditionReason.NAMESPACE_TERMINATING,
          "namespace " + installation.getSpec().namespace() + " is being deleted");
    }
    if (installation.getSpec().paused()) {
      return new Outcome.Skipped();
    }
    return switch (observed.intent()) {
      case Intent.Make _ -> new Outcome.Applied(List.of(), Optional.empty());
      case Intent.KeepOnly(Asked _, ConfigError why) ->
          new Outcome.Stalled(ConditionReason.VERSION_END_OF_LIFE, why.message());
      case Intent.Refuse(ConfigError why) -> invalid(why);
    };
  }

  private static Outcome invalid(ConfigError error) {
    return new Outcome.Stalled(ConditionReason.CONFIG_INVALID, error.message());
  }

  /** Labelled, so that it goes with the installation; not owned, so that nothing else takes it. */
  private static Namespace namespace(MeshInstallation installation) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(installation.getSpec().namespace())
        .withLabels(Owner.of(installation).labels())
        .endMetadata()
        .build();
  }
}
