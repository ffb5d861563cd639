package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.ServiceEndpoints;
import io.meshwright.operator.revision.PublishedRoots;
import io.meshwright.operator.sessions.LiveSessions;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeReplicas;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells {@link LiveSessions} which replicas serve, from the EndpointSlices of each revision's
 * Service. A pod with two addresses is one replica.
 */
final class ServingReplicas {

  private static final List<Class<? extends HasMetadata>> SEEN =
      List.of(EndpointSlice.class, MeshRevision.class, ConfigMap.class);
  private static final long COALESCED_MILLIS = 100;
  private static final long RETRY_MILLIS = 1_000;

  private final Cluster cluster;
  private final LiveSessions sessions;
  private final ScheduledExecutorService executor;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  ServingReplicas(Cluster cluster, LiveSessions sessions, ScheduledExecutorService executor) {
    this.cluster = cluster;
    this.sessions = sessions;
    this.executor = executor;
  }

  /** Looks again whenever something changed. */
  void follow(Watches watches) {
    watches.subscribe(EndpointSlice.class, (_, _) -> look(COALESCED_MILLIS));
    watches.subscribe(MeshRevision.class, (_, _) -> look(COALESCED_MILLIS));
    watches.subscribe(ConfigMap.class, (_, _) -> look(COALESCED_MILLIS));
  }

  private void look(long delayMillis) {
    if (!executor.isShutdown() && scheduled.compareAndSet(false, true)) {
      var _ = executor.schedule(this::lookNow, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void lookNow() {
    scheduled.set(false);
    // before the first list, no replica would mean nothing
    if (SEEN.stream().allMatch(cluster::isCurrent)) {
      sessions.follow(read(cluster));
    } else {
      look(RETRY_MILLIS);
    }
  }

  static Map<String, RuntimeReplicas> read(Cluster cluster) {
    List<EndpointSlice> slices = cluster.list(EndpointSlice.class);
    Map<String, RuntimeReplicas> runtimes = new HashMap<>();
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      RevisionNames names = new RevisionNames(revision.getMetadata().getName());
      String namespace = revision.getSpec().namespace();
      runtimes.put(
          names.revision(),
          new RuntimeReplicas(
              replicas(names, namespace, slices),
              PublishedRoots.of(revision.getSpec(), cluster).orElse("")));
    }
    return runtimes;
  }

  private static Set<Replica> replicas(
      RevisionNames names, String namespace, List<EndpointSlice> slices) {
    Map<String, Replica> byPod = new TreeMap<>();
    ServiceEndpoints.of(slices, namespace, names.runtime())
        .filter(ServingReplicas::serves)
        .forEach(
            endpoint ->
                byPod.putIfAbsent(
                    endpoint.getTargetRef().getName(),
                    new Replica(
                        names.revision(),
                        names.servingNames(namespace).getFirst(),
                        endpoint.getTargetRef().getName(),
                        endpoint.getAddresses().getFirst())));
    return new HashSet<>(byPod.values());
  }

  /** A pod that ends still has its proxies until it has ended. */
  private static boolean serves(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    return endpoint.getTargetRef() != null
        && !endpoint.getAddresses().isEmpty()
        && (conditions == null
            || !Boolean.FALSE.equals(conditions.getReady())
            || Boolean.TRUE.equals(conditions.getServing()));
  }
}
