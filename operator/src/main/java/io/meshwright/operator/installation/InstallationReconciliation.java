package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.apply.Applier;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.installation.InstallationReport.Outcome;
import io.meshwright.operator.revision.DeleteProtection;
import io.meshwright.operator.revision.RevisionName;
import io.meshwright.operator.status.StatusWriter;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Brings one installation to its spec: observe, plan, apply, report. Whole state every time; safe
 * to repeat and to interrupt anywhere.
 */
public final class InstallationReconciliation {

  /** The kinds of an installation's objects, webhooks first: they are removed in this order. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          MutatingWebhookConfiguration.class,
          ValidatingWebhookConfiguration.class,
          MeshRevision.class,
          Service.class);

  private final Cluster cluster;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final Applier applier;
  private final StatusWriter status;
  private final RevisionName names;
  private final DeleteProtection protection;

  public InstallationReconciliation(
      Cluster cluster,
      OperatorConfig config,
      KubernetesSerialization serialization,
      InstantSource clock) {
    this.cluster = cluster;
    this.config = config;
    this.clock = clock;
    this.applier = new Applier(cluster, serialization, KINDS);
    this.status = new StatusWriter(cluster, serialization);
    this.names = new RevisionName(serialization);
    this.protection = new DeleteProtection(cluster);
  }

  /**
   * Reconciles.
   *
   * @return when to look again though nothing was seen to change
   * @throws ApplyException when the API server refused; status says so already
   */
  public Optional<Duration> reconcile(MeshInstallation installation) {
    Instant now = clock.instant();
    ObservedInstallation observed =
        ObservedInstallation.of(
            installation,
            names.of(installation.getMetadata().getName(), installation.getSpec()),
            cluster);
    Optional<Outcome> obstacle = obstacle(observed);
    if (obstacle.isPresent()) {
      status.write(installation, InstallationReport.of(observed, obstacle.get(), now));
      return Optional.empty();
    }
    Retention retention = Retention.of(observed, now);
    try {
      if (observed.namespace() == null) {
        cluster.apply(namespace(installation));
      }
      applier.apply(Owner.of(installation), InstallationPlanner.plan(observed, retention));
    } catch (ApplyException refused) {
      Outcome outcome = new Outcome.Stalled(ConditionReason.APPLY_FAILED, refused.words());
      status.write(installation, InstallationReport.of(observed, outcome, now));
      throw refused;
    }
    status.write(installation, InstallationReport.of(observed, new Outcome.Applied(), now));
    return retention.wakeUp();
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
    Owner owner = Owner.of(installation);
    if (!applier.remove(owner).isEmpty()) {
      return false;
    }
    String meshNamespace = installation.getSpec().namespace();
    Optional<Namespace> namespace = cluster.get(Namespace.class, null, meshNamespace);
    if (namespace.isEmpty()) {
      return RuntimeLeftovers.removeRoots(installation, cluster);
    }
    if (namespace.get().getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    RuntimeLeftovers.removeFrom(meshNamespace, cluster);
    if (!RuntimeLeftovers.removeRoots(installation, cluster)) {
      return false;
    }
    if (owner.isNamedBy(namespace.get()) && !cluster.holdsForeignObjects(meshNamespace)) {
      cluster.delete(namespace.get());
      return false;
    }
    return true;
  }

  private Optional<Outcome> obstacle(ObservedInstallation observed) {
    var spec = observed.installation().getSpec();
    String resource = "MeshInstallation " + observed.installation().getMetadata().getName();
    if (config.images(spec.version()).isEmpty()) {
      return invalid(
          new ConfigError(
              resource,
              "spec.version",
              spec.version(),
              "one of " + String.join(", ", config.versions().keySet())));
    }
    if (observed.rival() != null) {
      return invalid(
          new ConfigError(
              resource,
              "spec.namespace",
              spec.namespace(),
              "a namespace that MeshInstallation "
                  + observed.rival().getMetadata().getName()
                  + " does not use"));
    }
    if (observed.namespace() != null
        && observed.namespace().getMetadata().getDeletionTimestamp() != null) {
      return Optional.of(
          new Outcome.Stalled(
              ConditionReason.NAMESPACE_TERMINATING,
              "namespace " + spec.namespace() + " is being deleted"));
    }
    return spec.paused() ? Optional.of(new Outcome.Skipped()) : Optional.empty();
  }

  private static Optional<Outcome> invalid(ConfigError error) {
    return Optional.of(new Outcome.Stalled(ConditionReason.CONFIG_INVALID, error.message()));
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
