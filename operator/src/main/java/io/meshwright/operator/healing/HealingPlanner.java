package io.meshwright.operator.healing;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Kind;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.operator.sessions.ProxyName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides which pods are evicted. Pure but for asking when a pod was made.
 *
 * <p>Each rule is there against a loop or a storm: what a new pod would get, too, is no reason to
 * evict; a successor in trouble ends it; and a decision is remembered before it is carried out, so
 * that the limits hold whoever dies in between.
 */
final class HealingPlanner {

  /** How long an eviction is remembered, and its successors are not evicted. */
  static final Duration MEMORY = Duration.ofDays(1);

  /** How long an eviction is under way at least. */
  static final Duration SETTLING = Duration.ofMinutes(2);

  private final HealingPolicy policy;
  private final Observation seen;
  private final List<Eviction> written;
  private final Function<ProxyName, Optional<Instant>> created;
  private final Instant now;
  private final List<Eviction> evictions;
  private final List<Instant> waits = new ArrayList<>();
  private final List<String> stops = new ArrayList<>();

  /**
   * Makes a planner.
   *
   * @param written evictions that the status has; only they may be carried out
   * @param remembered these, and what was done since
   */
  HealingPlanner(
      HealingPolicy policy,
      Observation seen,
      List<Eviction> written,
      List<Eviction> remembered,
      Function<ProxyName, Optional<Instant>> created,
      Instant now) {
    this.policy = policy;
    this.seen = seen;
    this.written = written;
    this.created = created;
    this.now = now;
    this.evictions =
        new ArrayList<>(
            remembered.stream()
                .filter(it -> since(it).plus(MEMORY).isAfter(now))
                .limit(HealingStatus.MAX_EVICTIONS)
                .toList());
  }

  HealingPlan plan() {
    List<Eviction> due = settlePlanned();
    seen.replicas().forEach(this::consider);
    for (Ailing.Proxy proxy : seen.proxies()) {
      consider(proxy);
    }
    Verdict verdict = verdict();
    return new HealingPlan(
        due,
        evictions.stream().limit(HealingStatus.MAX_EVICTIONS).toList(),
        verdict.healthy(),
        verdict.reason(),
        verdict.message(),
        stops.stream().findFirst(),
        waits.stream().min(Instant::compareTo));
  }

  /** What was decided on is carried out if it still holds; a pod that is gone was perhaps ours. */
  private List<Eviction> settlePlanned() {
    List<Eviction> due = new ArrayList<>();
    for (Eviction planned : List.copyOf(evictions)) {
      if (planned.state() != State.Planned) {
        continue;
      }
      if (isStillDue(planned)) {
        if (written.contains(planned)) {
          due.add(planned);
        }
      } else if (isGone(planned)) {
        evictions.set(evictions.indexOf(planned), evicted(planned, now));
      } else {
        evictions.remove(planned);
      }
    }
    return due;
  }

  private boolean isStillDue(Eviction planned) {
    return planned.kind() == Kind.Proxy
        ? policy.evictPods()
            && !seen.isStorm(policy.suspectAbove())
            && seen.proxies().stream()
                .anyMatch(it -> it.pod().filter(pod -> pod.uid().equals(planned.uid())).isPresent())
        : policy.replaceReplicas()
            && seen.replicas().stream()
                .anyMatch(it -> it.uid().equals(planned.uid()) && it.spared());
  }

  private boolean isGone(Eviction planned) {
    return planned.kind() == Kind.Proxy
        ? !seen.has(planned.uid())
        : seen.replicas().stream().noneMatch(it -> it.uid().equals(planned.uid()));
  }

  /** The same, carried out. */
  static Eviction evicted(Eviction planned, Instant at) {
    return new Eviction(
        planned.pod(),
        planned.uid(),
        planned.kind(),
        planned.of(),
        planned.reason(),
        State.Evicted,
        at.toString());
  }

  private void consider(Ailing.Replica replica) {
    if (!policy.replaceReplicas() || isKnown(replica.uid())) {
      return;
    }
    if (waitsUntil(replica.since().plus(policy.replaceAfter()))) {
      return;
    }
    if (!replica.spared()) {
      stops.add("replica " + replica.name() + ": no other one of its revision serves well");
      return;
    }
    String revision = "MeshRevision " + replica.revision();
    Optional<Eviction> last =
        evictions.stream()
            .filter(it -> it.kind() == Kind.ControlPlane)
            .max(Comparator.comparing(HealingPlanner::since));
    if (last.isPresent()
        && (last.get().state() == State.Planned
            || waitsUntil(since(last.get()).plus(policy.replaceAfter())))) {
      return;
    }
    if (isSuccessor(revision, replica.name())) {
      stops.add("replica " + replica.name() + ": it stands for one that was replaced within a day");
      return;
    }
    evictions.addFirst(replica.planned(now));
  }

  private void consider(Ailing.Proxy proxy) {
    if (!policy.evictPods() || proxy.pod().isEmpty()) {
      return;
    }
    ProxyPod pod = proxy.pod().get();
    if (isKnown(pod.uid()) || waitsUntil(proxy.since().plus(policy.evictAfter()))) {
      return;
    }
    if (proxy.cause() != Ailing.Cause.DISCONNECTED && proxy.pushesAgain() == 0) {
      return;
    }
    if (proxy.replica().filter(this::fails).isPresent()) {
      // its control plane is replaced first
      return;
    }
    if (pods().filter(this::isUnderWay).count() >= policy.maxConcurrent()) {
      waits.add(now.plus(SETTLING));
      return;
    }
    Optional<String> objection = objection(proxy, pod);
    if (objection.isPresent()) {
      stops.add("pod " + pod.name() + ": " + objection.get());
      return;
    }
    evictions.addFirst(
        new Eviction(
            pod.name().toString(),
            pod.uid(),
            Kind.Proxy,
            pod.workload().toString(),
            proxy.words(),
            State.Planned,
            now.toString()));
  }

  private Optional<String> objection(Ailing.Proxy proxy, ProxyPod pod) {
    List<ProxyPod> siblings =
        seen.pods().stream()
            .filter(it -> it.workload().equals(pod.workload()) && !it.uid().equals(pod.uid()))
            .toList();
    if (seen.isStorm(policy.suspectAbove())) {
      return Optional.of("its configuration is suspected");
    }
    if (proxy.cause() == Ailing.Cause.REFUSING && siblings.stream().allMatch(this::isAiling)) {
      return Optional.of("no other pod of " + pod.workload() + " accepts what it refuses");
    }
    if (siblings.isEmpty() && !policy.singles()) {
      return Optional.of(
          "it is the only one of " + pod.workload() + ", and evictSingleReplicas is false");
    }
    if (pod.ready() && !policy.singles() && siblings.stream().noneMatch(this::stays)) {
      return Optional.of(
          "no other one of " + pod.workload() + " is ready, and evictSingleReplicas is false");
    }
    if (isSuccessor(pod.workload().toString(), pod.name())) {
      return Optional.of("it stands for one of " + pod.workload() + " evicted within a day");
    }
    List<Instant> lastHour =
        pods()
            .map(HealingPlanner::since)
            .filter(at -> at.plus(Duration.ofHours(1)).isAfter(now))
            .sorted()
            .toList();
    if (lastHour.size() >= policy.maxPerHour()) {
      waits.add(lastHour.getFirst().plus(Duration.ofHours(1)));
      return Optional.of(lastHour.size() + " pods were evicted within an hour");
    }
    return Optional.empty();
  }

  /** Whether a pod was made after another one of the same kind was evicted. */
  private boolean isSuccessor(String of, ProxyName pod) {
    Optional<Instant> last =
        evictions.stream()
            .filter(it -> it.of().equals(of))
            .map(HealingPlanner::since)
            .max(Instant::compareTo);
    // a pod that is gone by now is looked at when the watch says so
    return last.isPresent()
        && created.apply(pod).map(made -> !made.isBefore(last.get())).orElse(true);
  }

  private Stream<Eviction> pods() {
    return evictions.stream().filter(it -> it.kind() == Kind.Proxy);
  }

  private boolean isUnderWay(Eviction eviction) {
    return eviction.state() == State.Planned
        || seen.has(eviction.uid())
        || since(eviction).plus(SETTLING).isAfter(now);
  }

  /** Whether a pod takes requests, and will. */
  private boolean stays(ProxyPod pod) {
    return pod.ready() && !isKnown(pod.uid());
  }

  private boolean isAiling(ProxyPod pod) {
    return seen.proxies().stream().anyMatch(it -> it.name().equals(pod.name()));
  }

  private boolean fails(String replica) {
    return seen.replicas().stream().anyMatch(it -> it.name().pod().equals(replica));
  }

  private boolean isKnown(String uid) {
    return evictions.stream().anyMatch(it -> it.uid().equals(uid));
  }

  private boolean waitsUntil(Instant time) {
    if (time.isAfter(now)) {
      waits.add(time);
      return true;
    }
    return false;
  }

  private record Verdict(ConditionStatus healthy, ConditionReason reason, String message) {}

  private Verdict verdict() {
    Optional<String> stopped = stops.stream().findFirst();
    Optional<Ailing.Replica> failing =
        seen.replicas().stream().filter(this::isWorthTelling).findFirst();
    if (failing.isPresent()) {
      Ailing.Replica worst = failing.get();
      return new Verdict(
          ConditionStatus.FALSE,
          stopped.isPresent()
              ? ConditionReason.HEALING_STOPPED
              : ConditionReason.REPLICA_IN_TROUBLE,
          stopped.map(why -> why + "; ").orElse("") + worst.name() + " " + worst.words());
    }
    if (!seen.known()) {
      return new Verdict(
          ConditionStatus.UNKNOWN,
          ConditionReason.PROXIES_UNKNOWN,
          "not every control plane says how its proxies follow");
    }
    if (seen.inTrouble() == 0) {
      return new Verdict(ConditionStatus.TRUE, ConditionReason.PROXIES_FOLLOW, "");
    }
    String worst =
        seen.proxies().stream()
            .findFirst()
            .map(proxy -> proxy.name() + " " + proxy.words())
            .orElse("proxies that are not named do not follow");
    if (seen.isStorm(policy.suspectAbove())) {
      return new Verdict(
          ConditionStatus.FALSE,
          ConditionReason.CONFIG_SUSPECTED,
          "more than %d%% of the proxies are in trouble: %s"
              .formatted(policy.suspectAbove(), worst));
    }
    return new Verdict(
        ConditionStatus.FALSE,
        stopped.isPresent() ? ConditionReason.HEALING_STOPPED : ConditionReason.PROXIES_IN_TROUBLE,
        stopped.map(why -> why + "; ").orElse("") + worst);
  }

  /** Replicas that begin, all at once, are no trouble yet. */
  private boolean isWorthTelling(Ailing.Replica replica) {
    return replica.spared() || !replica.since().plus(policy.replaceAfter()).isAfter(now);
  }

  private static Instant since(Eviction eviction) {
    return Instant.parse(eviction.since());
  }
}
