package io.meshwright.operator.monitoring;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.Monitoring;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes and removes what an installation asks for. Nobody's traffic depends on it, so nothing here
 * fails a reconciliation; and as rules are not watched, all is applied again now and then.
 */
public final class MonitoringObjects {

  private static final Duration AGAIN = Duration.ofMinutes(5);

  /** {@code uid} tells an installation from an earlier one of its name. */
  private record Done(String uid, Monitoring wanted, Instant at, Optional<String> problem) {}

  private final Cluster cluster;
  private final BooleanSupplier servesRules;
  private final KubernetesSerialization yaml;
  private final InstantSource clock;
  private final Map<String, Done> done = new ConcurrentHashMap<>();

  /**
   * Makes the step.
   *
   * @param servesRules whether the cluster knows PrometheusRules; asked about every five minutes
   */
  public MonitoringObjects(
      Cluster cluster,
      BooleanSupplier servesRules,
      KubernetesSerialization yaml,
      InstantSource clock) {
    this.cluster = cluster;
    this.servesRules = servesRules;
    this.yaml = yaml;
    this.clock = clock;
  }

  /**
   * Brings the objects to the spec; the mesh's namespace is there.
   *
   * @return what could not be done, for users
   */
  public Optional<String> reconcile(MeshInstallation installation) {
    String name = installation.getMetadata().getName();
    String uid = String.valueOf(installation.getMetadata().getUid());
    Monitoring wanted = installation.getSpec().monitoring();
    Done before = done.get(name);
    if (before != null
        && before.uid().equals(uid)
        && before.wanted().equals(wanted)
        && clock.instant().isBefore(before.at().plus(AGAIN))) {
      return before.problem();
    }
    Optional<String> problem;
    try {
      boards(installation, wanted.dashboards());
      problem = alerts(installation, wanted.prometheusRule(), before);
    } catch (ApplyException refused) {
      problem = Optional.of(refused.words());
    }
    done.put(name, new Done(uid, wanted, clock.instant(), problem));
    return problem;
  }

  private void boards(MeshInstallation installation, boolean wanted) {
    if (wanted) {
      cluster.apply(MonitoringManifests.boards(installation));
      return;
    }
    Owner owner = Owner.of(installation);
    cluster
        .get(ConfigMap.class, installation.getSpec().namespace(), MeshNames.DASHBOARDS)
        .filter(owner::owns)
        .ifPresent(cluster::delete);
  }

  private Optional<String> alerts(
      MeshInstallation installation, boolean wanted, @Nullable Done before) {
    // what was made before this process began is not remembered
    boolean mayBeThere = before == null || before.wanted().prometheusRule();
    if ((wanted || mayBeThere) && !servesRules.getAsBoolean()) {
      return wanted
          ? Optional.of(
              "spec.monitoring.prometheusRule: found no kind PrometheusRule of monitoring.coreos.com/v1"
                  + " in the cluster, expected the Prometheus operator's CRDs")
          : Optional.empty();
    }
    if (wanted) {
      cluster.applyUnwatched(MonitoringManifests.alerts(installation, yaml));
    } else if (mayBeThere) {
      cluster.deleteUnwatched(
          PrometheusRule.class, installation.getSpec().namespace(), MeshNames.ALERTS);
    }
    return Optional.empty();
  }
}
