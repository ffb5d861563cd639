package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.analysis.AnalysisPolicy;
import io.meshwright.operator.analysis.SampleSources;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.dataplane.WavePlan.Judged;
import io.meshwright.operator.inplace.SidecarUpgrades;
import io.meshwright.operator.inplace.Sidecars;
import io.meshwright.operator.workload.Disruptions;
import io.meshwright.operator.workload.Fleet;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.SidecarWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the workloads of a mesh one step further. Safe to repeat and to interrupt anywhere: a
 * workload that was restarted says so itself, and a step is remembered before the trace of what it
 * followed from goes.
 */
public final class DataPlaneReconciliation {

  private static final Duration SOON = Duration.ofSeconds(1);

  /** Until a cluster is asked again for what it lacked. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final Fleet fleet;
  private final Sidecars sidecars;
  private final SidecarUpgrades upgrades;
  private final DataPlaneObserver observer;
  private final WaveAnalysis analysis;

  public DataPlaneReconciliation(
      Cluster cluster,
      Fleet fleet,
      Sidecars sidecars,
      OperatorConfig config,
      SampleSources sources,
      KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.sidecars = sidecars;
    this.upgrades = new SidecarUpgrades(fleet, sidecars);
    this.observer = new DataPlaneObserver(cluster, fleet, config);
    this.analysis = new WaveAnalysis(sources, cluster, serialization);
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
   * @param left the revision that the mesh goes back from: without a wait, and nothing moves to it
   */
  public Step step(
      MeshInstallation installation,
      Optional<MeshRevision> active,
      Optional<String> left,
      Instant time) {
    DataPlaneStatus before = before(installation);
    if (active.isEmpty() || !fleet.isCurrent()) {
      return new Step(before, Optional.empty());
    }
    if (!follows(installation, active.get())) {
      return new Step(before, Optional.of(SOON));
    }
    WavePolicy asked;
    try {
      asked =
          WavePolicyParser.parse(
              "MeshInstallation " + installation.getMetadata().getName(), installation.getSpec());
      requireInPlace(installation);
    } catch (ConfigException unusable) {
      // admission refuses what it can know of; what got past it restarts nothing
      return new Step(
          DataPlaneReport.unusable(before, unusable.errors().getFirst()),
          asksForInPlace(installation) ? Optional.of(RETRY) : Optional.empty());
    }
    return advance(installation, active.get(), left, asked, time.truncatedTo(ChronoUnit.SECONDS));
  }

  private Step advance(
      MeshInstallation installation,
      MeshRevision active,
      Optional<String> left,
      WavePolicy asked,
      Instant now) {
    String target = active.getMetadata().getName() + "@" + active.getSpec().version();
    WavePolicy policy = left.isPresent() ? asked.back() : asked;
    List<ObservedWorkload> workloads =
        possible(observer.of(installation), asked).stream()
            .map(workload -> left.map(workload::unlessFor).orElse(workload))
            .toList();
    Optional<String> annotation =
        Optional.ofNullable(
            Metadata.annotations(installation).get(OperatorNames.DATA_PLANE_COMMAND));
    WavePlan plan =
        informed(
            installation,
            asked,
            evidence ->
                new WavePlanner(
                        policy,
                        workloads,
                        Course.of(before(installation)),
                        target,
                        annotation,
                        evidence,
                        now)
                    .plan(new Disruptions(fleet::budgets)),
            now);
    Carried carried = carryOut(plan, policy, installation, now);
    Optional<Duration> retry =
        workloads.stream()
            .filter(it -> it.outdated() && it.sidecars() instanceof SidecarWish.Refused)
            .map(_ -> RETRY)
            .findAny();
    return new Step(
        DataPlaneReport.of(plan, policy, carried.refusals(), carried.inPlace()),
        Stream.of(plan.wakeUp().map(at -> Duration.between(now, at)), carried.wakeUp(), retry)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder()));
  }

  private static @Nullable DataPlaneStatus before(MeshInstallation installation) {
    return installation.getStatus() == null ? null : installation.getStatus().dataPlane();
  }

  /** What names mean is read from the status: before it says so, they mean what they did. */
  private boolean follows(MeshInstallation installation, MeshRevision active) {
    return cluster
        .get(MeshInstallation.class, null, installation.getMetadata().getName())
        .map(MeshInstallation::getStatus)
        .filter(status -> active.getMetadata().getName().equals(status.activeRevision()))
        .isPresent();
  }

  /** A plan that knows all it wants to know, or why it cannot. */
  private WavePlan informed(
      MeshInstallation installation,
      WavePolicy asked,
      Function<Evidence, WavePlan> planner,
      Instant now) {
    Optional<AnalysisPolicy> judgedBy = asked.judgedBy();
    if (judgedBy.isEmpty()) {
      analysis.end(installation);
      return planner.apply(Evidence.none());
    }
    Evidence known = analysis.known(installation, judgedBy.get());
    WavePlan plan = planner.apply(known);
    return plan.wanted()
        .map(wanted -> analysis.answer(wanted, known, installation, judgedBy.get(), now))
        .map(planner)
        .orElse(plan);
  }

  /** An installation is gone. */
  public void forget(MeshInstallation installation) {
    analysis.end(installation);
  }

  private static boolean asksForInPlace(MeshInstallation installation) {
    DataPlane spec = installation.getSpec().dataPlane();
    return spec.mode() == DataPlane.Mode.Automatic
        && spec.sidecarUpgrade() == DataPlane.SidecarUpgrade.InPlace;
  }

  /** The cluster decides whether sidecars can be replaced, so it is asked. */
  private void requireInPlace(MeshInstallation installation) throws ConfigException {
    Optional<String> obstacle =
        asksForInPlace(installation) ? sidecars.obstacle() : Optional.empty();
    if (obstacle.isPresent()) {
      throw new ConfigException(
          List.of(
              new ConfigError(
                  "MeshInstallation " + installation.getMetadata().getName(),
                  "spec.dataPlane.sidecarUpgrade",
                  DataPlane.SidecarUpgrade.InPlace.name(),
                  obstacle.get())));
    }
  }

  /** Who wants a way that the cluster does not have is left alone; the others go on. */
  private List<ObservedWorkload> possible(List<ObservedWorkload> workloads, WavePolicy policy) {
    boolean unasked =
        policy.automatic()
            && !policy.inPlace()
            && workloads.stream().anyMatch(workload -> workload.sidecars().asksForInPlace());
    Optional<String> obstacle = unasked ? sidecars.obstacle() : Optional.empty();
    return obstacle
        .map(
            expected ->
                workloads.stream()
                    .map(workload -> workload.with(workload.sidecars().unlessInPlace(expected)))
                    .toList())
        .orElse(workloads);
  }

  /**
   * What came of a plan.
   *
   * @param refusals the API server's words
   * @param inPlace what is awaited of workloads that are being upgraded in place
   * @param wakeUp when to look again at these
   */
  private record Carried(
      Map<WorkloadKey, String> refusals, List<String> inPlace, Optional<Duration> wakeUp) {}

  /** What is refused does not hold up the rest, but nothing further is restarted. */
  private Carried carryOut(
      WavePlan plan, WavePolicy policy, MeshInstallation installation, Instant now) {
    if (plan.consume()) {
      cluster.removeAnnotation(installation, OperatorNames.DATA_PLANE_COMMAND);
    }
    Map<WorkloadKey, String> refusals = new LinkedHashMap<>();
    for (Workload workload : plan.releases()) {
      attempt(workload, () -> upgrades.release(workload), refusals);
    }
    for (ObservedWorkload workload : plan.restarts()) {
      Workload object = workload.object().orElseThrow();
      attempt(
          object,
          () -> {
            if (workload.staysInPlace(policy.inPlace())) {
              upgrades.begin(workload, now);
            } else {
              upgrades.rollOut(object, workload.target(), Optional.empty(), now);
            }
          },
          refusals);
    }
    return goOnInPlace(plan, refusals, now);
  }

  /** Also of workloads that failed: what has begun there comes to its end. */
  private Carried goOnInPlace(WavePlan plan, Map<WorkloadKey, String> refusals, Instant now) {
    Disruptions disruptions = new Disruptions(fleet::budgets);
    List<String> awaited = new ArrayList<>();
    Optional<Duration> wakeUp = Optional.empty();
    for (Judged judged : plan.workloads()) {
      Optional<Workload> object =
          judged.workload().object().filter(Workload::isBeingUpgradedInPlace);
      if (object.isEmpty() || !judged.is(Stage.ROLLING, Stage.FAILED)) {
        continue;
      }
      boolean rolls = judged.is(Stage.ROLLING);
      attempt(
          object.get(),
          () -> awaited.add(upgrades.goOn(judged.workload(), rolls, disruptions, now)),
          refusals);
      boolean soon = rolls && !refusals.containsKey(object.get().key());
      wakeUp = wakeUp.filter(SOON::equals).or(() -> Optional.of(soon ? SOON : RETRY));
    }
    return new Carried(refusals, awaited, wakeUp);
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
