package io.meshwright.operator.gateway;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.injection.InjectionSelectors;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.gateway.GatewayTarget.Absent;
import io.meshwright.operator.gateway.GatewayTarget.Follow;
import io.meshwright.operator.gateway.GatewayTarget.Wait;
import io.meshwright.operator.manifest.GatewayProxy;
import io.meshwright.operator.manifest.VersionLimits;
import io.meshwright.operator.revision.Readiness;
import io.meshwright.operator.revision.References;
import io.meshwright.operator.revision.RevisionAliases;
import io.meshwright.operator.revision.RevisionName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at an installation's gateways and finds what each is to follow. */
public final class GatewayObserver {

  private final Cluster cluster;
  private final RevisionAliases aliases;
  private final RevisionName names;

  public GatewayObserver(Cluster cluster, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.aliases = new RevisionAliases(cluster);
    this.names = new RevisionName(serialization);
  }

  /**
   * The gateways of an installation, in the order of its spec.
   *
   * @param active what those follow that name nothing
   * @throws ReadException when the cluster could not be read
   */
  public List<ObservedGateway> of(MeshInstallation installation, Optional<MeshRevision> active) {
    return installation.getSpec().gateways().stream()
        .map(gateway -> observe(installation, gateway, active))
        .toList();
  }

  /** Where the objects of a gateway are. */
  public static String namespaceOf(ManagedGateway gateway, MeshInstallation installation) {
    return Objects.requireNonNullElse(gateway.namespace(), installation.getSpec().namespace());
  }

  private ObservedGateway observe(
      MeshInstallation installation, ManagedGateway gateway, Optional<MeshRevision> active) {
    String place = namespaceOf(gateway, installation);
    Deployment deployment = cluster.get(Deployment.class, place, gateway.name()).orElse(null);
    Optional<Namespace> namespace = cluster.get(Namespace.class, null, place);
    GatewayTarget target =
        absence(installation, place, namespace, deployment)
            .orElseGet(() -> target(gateway, active, namespace.orElseThrow(), deployment));
    return new ObservedGateway(
        installation.getMetadata().getName(),
        gateway,
        place,
        deployment,
        cluster.get(HorizontalPodAutoscaler.class, place, gateway.name()).orElse(null),
        target);
  }

  private static Optional<GatewayTarget> absence(
      MeshInstallation installation,
      String place,
      Optional<Namespace> namespace,
      @Nullable Deployment deployment) {
    if (namespace.isEmpty()) {
      return absent(ConditionReason.NAMESPACE_MISSING, "namespace " + place + " does not exist");
    }
    if (namespace.get().getMetadata().getDeletionTimestamp() != null) {
      return absent(
          ConditionReason.NAMESPACE_TERMINATING, "namespace " + place + " is being deleted");
    }
    return deployment == null || Owner.of(installation).owns(deployment)
        ? Optional.empty()
        : absent(
            ConditionReason.NAME_ALREADY_EXISTS,
            "Deployment "
                + deployment.getMetadata().getName()
                + " belongs to "
                + Metadata.label(deployment, OperatorNames.OWNER_KIND)
                + " "
                + Metadata.label(deployment, OperatorNames.OWNER_NAME));
  }

  private static Optional<GatewayTarget> absent(ConditionReason reason, String message) {
    return Optional.of(new Absent(reason, message));
  }

  private GatewayTarget target(
      ManagedGateway gateway,
      Optional<MeshRevision> active,
      Namespace namespace,
      @Nullable Deployment deployment) {
    String asked = gateway.revision();
    Optional<MeshRevision> followed =
        asked == null
            ? active
            : aliases
                .revisionOf(asked)
                .flatMap(name -> cluster.get(MeshRevision.class, null, name));
    if (followed.isEmpty()) {
      return asked == null
          ? new Wait(ConditionReason.REVISION_NOT_READY, "waiting for the first revision")
          : new Wait(
              ConditionReason.TARGET_NOT_FOUND, "no MeshRevision or MeshRevisionTag " + asked);
    }
    MeshRevision revision = followed.get();
    String name = revision.getMetadata().getName();
    String version = revision.getSpec().version();
    if (ReleaseVersion.parse(version).filter(VersionLimits::knowsGateways).isEmpty()) {
      return new Wait(
          ConditionReason.FIELD_UNSUPPORTED,
          "MeshRevision " + name + " is of version " + version + ", which has no gateways");
    }
    if (!injects(namespace, name)) {
      return new Wait(
          ConditionReason.NAMESPACE_NOT_INJECTED,
          "labels of namespace "
              + namespace.getMetadata().getName()
              + " keep its pods from MeshRevision "
              + name);
    }
    return ready(revision)
        .or(() -> ObservedGateway.proxyOf(deployment).filter(p -> p.revision().equals(name)))
        .<GatewayTarget>map(Follow::new)
        .orElseGet(
            () -> new Wait(ConditionReason.REVISION_NOT_READY, "waiting for MeshRevision " + name));
  }

  /** What a revision injects now; empty while it is not ready as it is specified. */
  private Optional<GatewayProxy> ready(MeshRevision revision) {
    return Readiness.of(revision)
        ? Optional.of(
            new GatewayProxy(
                revision.getMetadata().getName(),
                revision.getSpec().version(),
                names.hash(revision.getSpec())))
        : Optional.empty();
  }

  /** Whether pods of a namespace that name a revision get its proxy: its labels beat theirs. */
  private boolean injects(Namespace namespace, String revision) {
    if (InjectionSelectors.SYSTEM_NAMESPACES.contains(namespace.getMetadata().getName())) {
      return false;
    }
    Optional<String> named = References.of(namespace);
    return named.isEmpty()
        ? Metadata.label(namespace, Labels.INJECTION) == null
        : named.flatMap(aliases::revisionOf).filter(revision::equals).isPresent();
  }
}
