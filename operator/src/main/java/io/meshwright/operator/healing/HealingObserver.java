package io.meshwright.operator.healing;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.ServiceEndpoints;
import io.meshwright.operator.sessions.ProxyHealth;
import io.meshwright.operator.sessions.ProxyHealth.Answer;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTrouble;
import io.meshwright.operator.sessions.ReplicaHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the proxies of a mesh and at the replicas of its control planes. */
final class HealingObserver {

  /** A pod that has just begun is not connected yet. */
  private static final Duration CONNECTING = Duration.ofMinutes(1);

  /** A replica's problem, as far as it is the same as before. */
  private record Failing(String uid) {}

  /** The same of a pod whose proxy is not connected. */
  private record Away(String uid) {}

  /** What was found of one replica. */
  private record Found(
      String revision, ProxyName name, String uid, boolean ready, Optional<Answer> answer) {

    Optional<ReplicaHealth> health() {
      return answer
          .filter(Answer.Said.class::isInstance)
          .flatMap(said -> ((Answer.Said) said).health());
    }

    long sessions() {
      return answer.isPresent() && answer.get() instanceof Answer.Said said ? said.sessions() : 0;
    }

    long silent() {
      return health().map(ReplicaHealth::silent).orElse(0L);
    }

    boolean answers() {
      return ready && answer.filter(Answer.Said.class::isInstance).isPresent();
    }

    /** It answers, and its proxies answer it. */
    boolean serves() {
      return answers() && silent() * 10 <= sessions();
    }

    /** One proxy alone has itself to blame. */
    boolean leavesProxiesBehind() {
      return silent() > 1 && silent() * 2 > sessions();
    }
  }

  private final Cluster cluster;
  private final ProxyHealth health;
  private final ProxyFleet fleet;

  HealingObserver(Cluster cluster, ProxyHealth health, ProxyFleet fleet) {
    this.cluster = cluster;
    this.health = health;
    this.fleet = fleet;
  }

  Observation of(List<MeshRevision> revisions, boolean pods, HealingMemory memory, Instant now) {
    Set<String> names =
        revisions.stream()
            .map(revision -> revision.getMetadata().getName())
            .collect(Collectors.toSet());
    List<Found> replicas = new ArrayList<>();
    revisions.forEach(revision -> replicas.addAll(replicas(revision)));
    List<ProxyPod> all =
        fleet.pods().stream().filter(pod -> names.contains(pod.revision())).toList();
    Map<ProxyName, ProxyPod> byName = new HashMap<>();
    all.forEach(pod -> byName.put(pod.name(), pod));
    // whose proxies a replica has that does not answer, nobody knows
    boolean known = !replicas.isEmpty() && replicas.stream().allMatch(Found::answers);
    if (!known) {
      memory.since(Set.of(), Away.class, now);
    }
    List<Ailing.Proxy> proxies = new ArrayList<>(troubles(replicas, byName));
    Optional<Set<ProxyName>> connected =
        pods && known && fleet.isCurrent()
            ? memory.connected(health, names, now)
            : Optional.empty();
    List<Ailing.Proxy> away =
        connected.map(they -> disconnected(all, they, memory, now)).orElse(List.of());
    proxies.addAll(away);
    proxies.sort(
        Comparator.comparing(Ailing.Proxy::since).thenComparing(proxy -> proxy.name().toString()));
    return new Observation(
        known,
        replicas.stream().mapToLong(Found::sessions).sum(),
        replicas.stream()
            .mapToLong(it -> it.health().map(ReplicaHealth::refusing).orElse(0L))
            .sum(),
        replicas.stream().mapToLong(Found::silent).sum(),
        connected.isPresent() ? OptionalLong.of(away.size()) : OptionalLong.empty(),
        proxies,
        failing(replicas, memory, now),
        all);
  }

  private List<Found> replicas(MeshRevision revision) {
    RevisionNames names = new RevisionNames(revision.getMetadata().getName());
    String namespace = revision.getSpec().namespace();
    Map<String, Answer> answers = health.healthOf(names.revision());
    Map<String, Found> byPod = new LinkedHashMap<>();
    ServiceEndpoints.of(cluster.list(EndpointSlice.class), namespace, names.runtime())
        .filter(endpoint -> endpoint.getTargetRef() != null && !ends(endpoint))
        .forEach(
            endpoint -> {
              String pod = endpoint.getTargetRef().getName();
              byPod.put(
                  pod,
                  new Found(
                      names.revision(),
                      new ProxyName(namespace, pod),
                      Objects.requireNonNullElse(endpoint.getTargetRef().getUid(), ""),
                      isReady(endpoint),
                      Optional.ofNullable(answers.get(pod))));
            });
    return List.copyOf(byPod.values());
  }

  private static boolean ends(Endpoint endpoint) {
    return endpoint.getConditions() != null
        && Boolean.TRUE.equals(endpoint.getConditions().getTerminating());
  }

  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  /** A proxy may have moved from one replica to another: it is named once. */
  private static List<Ailing.Proxy> troubles(List<Found> replicas, Map<ProxyName, ProxyPod> pods) {
    Map<ProxyName, Ailing.Proxy> troubles = new LinkedHashMap<>();
    for (Found replica : replicas) {
      for (ProxyTrouble told : replica.health().orElse(ReplicaHealth.WELL).troubles()) {
        troubles.putIfAbsent(
            told.proxy(),
            new Ailing.Proxy(
                told.proxy(),
                Optional.ofNullable(pods.get(told.proxy())),
                switch (told.kind()) {
                  case REFUSING -> Ailing.Cause.REFUSING;
                  case SILENT -> Ailing.Cause.SILENT;
                },
                told.since(),
                told.pushesAgain(),
                Optional.of(replica.name().pod()),
                told.words()));
      }
    }
    return List.copyOf(troubles.values());
  }

  private static List<Ailing.Proxy> disconnected(
      List<ProxyPod> pods, Set<ProxyName> connected, HealingMemory memory, Instant now) {
    List<ProxyPod> away = pods.stream().filter(pod -> !connected.contains(pod.name())).toList();
    Set<Away> absences = away.stream().map(pod -> new Away(pod.uid())).collect(Collectors.toSet());
    Map<Object, Instant> since = memory.since(absences, Away.class, now);
    return away.stream()
        .filter(pod -> !since(since, new Away(pod.uid()), now).plus(CONNECTING).isAfter(now))
        .map(
            pod ->
                new Ailing.Proxy(
                    pod.name(),
                    Optional.of(pod),
                    Ailing.Cause.DISCONNECTED,
                    since(since, new Away(pod.uid()), now),
                    0,
                    Optional.empty(),
                    ""))
        .toList();
  }

  private static List<Ailing.Replica> failing(
      List<Found> replicas, HealingMemory memory, Instant now) {
    Map<Failing, Found> failing = new LinkedHashMap<>();
    for (Found replica : replicas) {
      if (problem(replica, replicas).isPresent()) {
        failing.put(new Failing(replica.uid()), replica);
      }
    }
    Map<Object, Instant> since = memory.since(failing.keySet(), Failing.class, now);
    List<Ailing.Replica> ailing = new ArrayList<>();
    failing.forEach(
        (key, replica) -> {
          Instant begun = since(since, key, now);
          if (!begun.plus(CONNECTING).isAfter(now)) {
            ailing.add(
                new Ailing.Replica(
                    replica.name(),
                    replica.uid(),
                    replica.revision(),
                    begun,
                    hasPeer(replica, replicas),
                    problem(replica, replicas).orElseThrow()));
          }
        });
    ailing.sort(
        Comparator.comparing(Ailing.Replica::since)
            .thenComparing(replica -> replica.name().toString()));
    return ailing;
  }

  /** A replica that has never been heard of may be too young for it. */
  private static Optional<String> problem(Found replica, List<Found> all) {
    if (!replica.ready()) {
      return Optional.of("is not ready");
    }
    if (replica.answer().filter(Answer.Silent.class::isInstance).isPresent()) {
      return Optional.of("does not answer the operator");
    }
    return replica.leavesProxiesBehind() && hasPeer(replica, all)
        ? Optional.of("gets no answer from most of its proxies")
        : Optional.empty();
  }

  private static boolean hasPeer(Found replica, List<Found> all) {
    return all.stream()
        .anyMatch(
            other ->
                !other.uid().equals(replica.uid())
                    && other.revision().equals(replica.revision())
                    && other.serves());
  }

  private static Instant since(Map<Object, Instant> times, Object key, Instant now) {
    return times.getOrDefault(key, now);
  }
}
