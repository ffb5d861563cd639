package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the workloads of a mesh one step further. Safe to repeat and to interrupt anywhere: a
 * workload that was restarted says so itself, and a step is remembered before the trace of what it
 * followed from goes.
 */
public final class DataPlaneReconciliation {

  private final Cluster cluster;
  private final Fleet fleet;
  private final DataPlaneObserver observer;

  public DataPlaneReconciliation(Cluster cluster, Fleet fleet, OperatorConfig config) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.observer = new DataPlaneObserver(cluster, fleet, config);
  }

  /**
   * What came of a step.
   *
   * @param status null before there was an active revision
   * @param wakeUp when to look again though nothing was seen to change
   */
  public record Step(@Nullable DataPlaneStatus status, Optional<Duration> wakeUp) {}

  /**
   * Takes a step.
   *
   * @param active what the mesh follows
   */
  public Step step(MeshInstallation installation, Optional<MeshRevision> active, Instant time) {
    DataPlaneStatus before =
        installation.getStatus() == null ? null : installation.getStatus().dataPlane();
    if (active.isEmpty() || !fleet.isCurrent()) {
      return new Step(before, Optional.empty());
    }
    WavePolicy policy;
    try {
      policy =
          WavePolicyParser.parse(
              "MeshInstallation " + installation.getMetadata().getName(),
              installation.getSpec().dataPlane());
    } catch (ConfigException unusable) {
      // admission refuses such a spec; one that got past it restarts nothing
      return new Step(
          DataPlaneReport.unusable(before, unusable.errors().getFirst()), Optional.empty());
    }
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    String target = active.get().getMetadata().getName() + "@" + active.get().getSpec().version();
    WavePlan plan =
        new WavePlanner(
                policy,
                observer.of(installation),
                Course.of(before),
                target,
                Optional.ofNullable(
                    Metadata.annotations(installation).get(OperatorNames.DATA_PLANE_COMMAND)),
                now)
            .plan(new Disruptions(fleet::budgets));
    Map<WorkloadKey, String> refusals = carryOut(plan, installation, now);
    return new Step(
        DataPlaneReport.of(plan, policy, refusals),
        plan.wakeUp().map(at -> Duration.between(now, at)));
  }

  /** What is refused does not hold up the rest, but nothing further is restarted. */
  private Map<WorkloadKey, String> carryOut(
      WavePlan plan, MeshInstallation installation, Instant now) {
    if (plan.consume()) {
      cluster.removeAnnotation(installation, OperatorNames.DATA_PLANE_COMMAND);
    }
    Map<WorkloadKey, String> refusals = new LinkedHashMap<>();
    for (Workload workload : plan.releases()) {
      attempt(workload, () -> fleet.release(workload), refusals);
    }
    for (ObservedWorkload workload : plan.restarts()) {
      Workload object = workload.object().orElseThrow();
      Workload.Restart note = new Workload.Restart(workload.target().words(), now);
      attempt(object, () -> fleet.restart(object, note), refusals);
    }
    return refusals;
  }

  private static void attempt(
      Workload workload, Runnable write, Map<WorkloadKey, String> refusals) {
    try {
      write.run();
    } catch (ApplyException refused) {
      refusals.put(workload.key(), refused.words());
    }
  }
}
