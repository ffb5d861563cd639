package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.meshwright.operator.healing.ProxyFleet;
import io.meshwright.operator.healing.ProxyPod;
import io.meshwright.operator.sessions.ProxyHealth;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.workload.ProxyPods;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The pods that lie in a {@link FakeCluster}, and what control planes say of their proxies. An
 * eviction deletes the pod; nothing comes in its place.
 */
public final class FakeProxyFleet implements ProxyFleet, ProxyHealth {

  /** What replicas say, by revision and pod. */
  public final Map<String, Map<String, ProxyHealth.Answer>> health = new HashMap<>();

  /** Pods whose proxy is not connected. */
  public final Set<ProxyName> away = new HashSet<>();

  /** Pods that a disruption budget protects. */
  public final Set<ProxyName> budgeted = new HashSet<>();

  /** Why the operator may not evict. */
  public Optional<String> missing = Optional.empty();

  /** How often the API server was asked to evict. */
  public int attempts;

  private final FakeCluster cluster;

  FakeProxyFleet(FakeCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public boolean isCurrent() {
    return cluster.isCurrent(Pod.class);
  }

  @Override
  public List<ProxyPod> pods() {
    return cluster.list(Pod.class).stream()
        .flatMap(
            pod ->
                ProxyPods.of(pod)
                    .map(
                        like ->
                            new ProxyPod(
                                new ProxyName(
                                    pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
                                pod.getMetadata().getUid(),
                                like.workload(),
                                like.reference().injected().orElseThrow(),
                                Readiness.isPodReady(pod)))
                    .stream())
        .toList();
  }

  @Override
  public Optional<Instant> created(ProxyName pod) {
    return cluster
        .get(Pod.class, pod.namespace(), pod.pod())
        .map(found -> Instant.parse(found.getMetadata().getCreationTimestamp()));
  }

  @Override
  public ProxyFleet.Answer evict(ProxyName pod, String uid) {
    attempts++;
    if (missing.isPresent()) {
      return new ProxyFleet.Answer.Refused(missing.get());
    }
    if (budgeted.contains(pod)) {
      return new ProxyFleet.Answer.Postponed("its disruption budget does not allow it");
    }
    cluster
        .get(Pod.class, pod.namespace(), pod.pod())
        .filter(found -> found.getMetadata().getUid().equals(uid))
        .ifPresent(cluster::evict);
    return new ProxyFleet.Answer.Done();
  }

  @Override
  public Optional<String> missingRight() {
    return missing;
  }

  @Override
  public Map<String, ProxyHealth.Answer> healthOf(String revision) {
    return health.getOrDefault(revision, Map.of());
  }

  @Override
  public CompletableFuture<Set<ProxyName>> connected(Set<String> revisions) {
    return CompletableFuture.completedFuture(
        pods().stream()
            .map(ProxyPod::name)
            .filter(name -> !away.contains(name))
            .collect(Collectors.toSet()));
  }
}
