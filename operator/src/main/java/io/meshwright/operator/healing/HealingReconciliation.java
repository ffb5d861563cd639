package io.meshwright.operator.healing;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.sessions.ProxyHealth;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the healing of a mesh one step further. Safe to repeat and to interrupt anywhere: an
 * eviction stands in the status before it is made, and is made of a pod by its uid.
 */
public final class HealingReconciliation {

  /** After a decision, until the status says so. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** While something is in trouble, or a pod may be and has to be asked for. */
  private static final Duration WATCHFUL = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final ProxyFleet fleet;
  private final HealingObserver observer;
  private final Map<String, HealingMemory> memories = new ConcurrentHashMap<>();

  public HealingReconciliation(Cluster cluster, ProxyHealth health, ProxyFleet fleet) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.observer = new HealingObserver(cluster, health, fleet);
  }

  /**
   * What came of a step.
   *
   * @param wakeUp when to look again though nothing was seen to change
   */
  public record Step(HealingVerdict verdict, Optional<Duration> wakeUp) {}

  /** Takes a step; {@code revisions} are those of the installation. */
  public Step step(MeshInstallation installation, List<MeshRevision> revisions, Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    HealingStatus before = before(installation);
    HealingPolicy policy;
    try {
      policy =
          HealingPolicy.parse(
              "MeshInstallation " + installation.getMetadata().getName(),
              installation.getSpec().healing());
    } catch (ConfigException unusable) {
      // admission refuses such a spec; one that got past it evicts nothing
      return unknown(before, unusable.errors().getFirst().message());
    }
    if (!cluster.isCurrent(Pod.class) || !cluster.isCurrent(EndpointSlice.class)) {
      return unknown(before, "pods or endpoints are not seen at the moment");
    }
    HealingMemory memory =
        memories.computeIfAbsent(
            String.valueOf(installation.getMetadata().getUid()), _ -> new HealingMemory());
    Observation seen = observer.of(revisions, policy.evictPods(), memory, now);
    List<Eviction> written = written(installation);
    HealingPlan plan =
        new HealingPlanner(policy, seen, written, memory.evictions(written), fleet::created, now)
            .plan();
    List<String> problems = new ArrayList<>();
    List<Eviction> evictions = carryOut(plan, problems, now);
    memory.remember(evictions);
    Optional<String> missing =
        policy.evictPods() || !problems.isEmpty() ? fleet.missingRight() : Optional.empty();
    return new Step(
        verdict(plan, seen, evictions, problems, missing),
        revisions.isEmpty() ? Optional.empty() : wakeUp(plan, seen, policy, now));
  }

  /** An installation is gone. */
  public void forget(MeshInstallation installation) {
    memories.remove(String.valueOf(installation.getMetadata().getUid()));
  }

  /** What is refused stays decided on, and is tried again while it holds. */
  private List<Eviction> carryOut(HealingPlan plan, List<String> problems, Instant now) {
    List<Eviction> evictions = new ArrayList<>(plan.evictions());
    for (Eviction due : plan.due()) {
      ProxyName pod = ProxyName.parse(due.pod());
      switch (fleet.evict(pod, due.uid())) {
        case ProxyFleet.Answer.Done() ->
            evictions.set(evictions.indexOf(due), HealingPlanner.evicted(due, now));
        case ProxyFleet.Answer.Postponed(String words) ->
            problems.add("pod " + pod + " cannot be evicted now: " + words);
        case ProxyFleet.Answer.Refused(String words) ->
            problems.add("the API server refuses to evict pod " + pod + ": " + words);
      }
    }
    return evictions;
  }

  private static HealingVerdict verdict(
      HealingPlan plan,
      Observation seen,
      List<Eviction> evictions,
      List<String> problems,
      Optional<String> missing) {
    Optional<String> stopped = problems.stream().findFirst().or(plan::stopped);
    HealingStatus status =
        new HealingStatus(
            seen.connected(),
            seen.refusing(),
            seen.silent(),
            seen.disconnected().isPresent() ? seen.disconnected().getAsLong() : null,
            stopped.orElse(null),
            evictions);
    return problems.isEmpty()
        ? new HealingVerdict(status, plan.healthy(), plan.reason(), plan.message(), missing)
        : new HealingVerdict(
            status,
            ConditionStatus.FALSE,
            ConditionReason.HEALING_STOPPED,
            problems.getFirst(),
            missing);
  }

  private static Optional<Duration> wakeUp(
      HealingPlan plan, Observation seen, HealingPolicy policy, Instant now) {
    boolean decided =
        plan.evictions().stream()
            .anyMatch(it -> it.state() == State.Planned && !plan.due().contains(it));
    if (decided) {
      return Optional.of(SOON);
    }
    boolean watchful =
        policy.evictPods() || seen.inTrouble() > 0 || !seen.replicas().isEmpty() || !seen.known();
    Optional<Duration> planned = plan.wakeUp().map(at -> Duration.between(now, at));
    return watchful
        ? planned.filter(it -> it.compareTo(WATCHFUL) < 0).or(() -> Optional.of(WATCHFUL))
        : planned;
  }

  private static Step unknown(HealingStatus before, String why) {
    return new Step(
        new HealingVerdict(
            before,
            ConditionStatus.UNKNOWN,
            ConditionReason.PROXIES_UNKNOWN,
            why,
            Optional.empty()),
        Optional.of(WATCHFUL));
  }

  /** What the API server has, as far as it is seen: the installation at hand may be older. */
  private List<Eviction> written(MeshInstallation installation) {
    return cluster
        .get(MeshInstallation.class, null, installation.getMetadata().getName())
        .map(HealingReconciliation::before)
        .orElseGet(HealingStatus::nothing)
        .evictions();
  }

  private static HealingStatus before(MeshInstallation installation) {
    return installation.getStatus() == null || installation.getStatus().healing() == null
        ? HealingStatus.nothing()
        : installation.getStatus().healing();
  }
}
