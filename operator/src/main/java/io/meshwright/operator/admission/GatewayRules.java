package io.meshwright.operator.admission;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.gateway.GatewayObserver;
import io.meshwright.operator.revision.RevisionAliases;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules for gateways of an installation that look at more than the installation. */
final class GatewayRules {

  private final Cluster cluster;
  private final RevisionAliases aliases;

  GatewayRules(Cluster cluster) {
    this.cluster = cluster;
    this.aliases = new RevisionAliases(cluster);
  }

  /**
   * Judges the gateways that are new or changed.
   *
   * @param before null if the installation is new
   */
  void judge(@Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    for (ManagedGateway gateway : after.getSpec().gateways()) {
      if (before == null || !before.getSpec().gateways().contains(gateway)) {
        judge(after, gateway, found);
      }
    }
  }

  private void judge(MeshInstallation installation, ManagedGateway gateway, Gathering found) {
    String field = "spec.gateways[" + gateway.name() + "]";
    String namespace = GatewayObserver.namespaceOf(gateway, installation);
    rival(installation, gateway.name(), namespace)
        .ifPresent(
            rival ->
                found.refuse(
                    field + ".name",
                    gateway.name(),
                    "a name that no gateway of MeshInstallation "
                        + rival
                        + " has in namespace "
                        + namespace));
    boolean made = namespace.equals(installation.getSpec().namespace());
    if (!made && cluster.get(Namespace.class, null, namespace).isEmpty()) {
      found.warn(field + ".namespace", namespace + " is not there; the gateway waits");
    }
    String revision = gateway.revision();
    if (revision != null && aliases.revisionOf(revision).isEmpty()) {
      found.warn(
          field + ".revision",
          "no MeshRevision or MeshRevisionTag " + revision + " is there; the gateway waits");
    }
  }

  private Optional<String> rival(MeshInstallation installation, String name, String namespace) {
    return cluster.list(MeshInstallation.class).stream()
        .filter(
            other ->
                !other.getMetadata().getName().equals(installation.getMetadata().getName())
                    && other.getSpec().gateways().stream()
                        .filter(gateway -> gateway.name().equals(name))
                        .anyMatch(
                            gateway ->
                                GatewayObserver.namespaceOf(gateway, other).equals(namespace)))
        .map(other -> other.getMetadata().getName())
        .findFirst();
  }
}
