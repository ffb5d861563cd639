package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.workload.Budget;
import io.meshwright.operator.workload.Fleet;
import io.meshwright.operator.workload.ProxyPods;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.operator.workload.WorkloadReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The workloads of the real cluster. Thread-safe. */
final class KubernetesFleet implements Fleet {

  /** What {@code kubectl rollout restart} writes into the template, too. */
  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  /** Between two events of changed workloads; changes in between make one. */
  private static final long EVENTS_MILLIS = 1_000;

  private final KubernetesClient client;
  private final WriteGate gate;
  private final Watches watches;
  private final ScheduledExecutorService executor;
  private final Map<String, WorkloadWatch> workloads;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean announced = new AtomicBoolean();

  KubernetesFleet(
      KubernetesClient client, Watches watches, WriteGate gate, ScheduledExecutorService executor) {
    this.client = client;
    this.gate = gate;
    this.watches = watches;
    this.executor = executor;
    this.workloads =
        Map.of(
            WorkloadKey.DEPLOYMENT,
            watch(WorkloadKey.DEPLOYMENT, "deployments", Deployment.class),
            WorkloadKey.STATEFUL_SET,
            watch(WorkloadKey.STATEFUL_SET, "statefulsets", StatefulSet.class),
            WorkloadKey.DAEMON_SET,
            watch(WorkloadKey.DAEMON_SET, "daemonsets", DaemonSet.class),
            WorkloadKey.ROLLOUT,
            watch(WorkloadKey.ROLLOUT, "rollouts", GenericKubernetesResource.class));
    watches.onProxyChange(this::announce);
  }

  private WorkloadWatch watch(String kind, String plural, Class<? extends HasMetadata> type) {
    boolean rollout = kind.equals(WorkloadKey.ROLLOUT);
    return new WorkloadWatch(
        client,
        // said here, because a cluster that lacks the kind could not be asked
        new ResourceDefinitionContext.Builder()
            .withGroup(rollout ? WorkloadReader.ROLLOUT_GROUP : "apps")
            .withVersion(rollout ? "v1alpha1" : "v1")
            .withKind(kind)
            .withPlural(plural)
            .withNamespaced(true)
            .build(),
        object ->
            WorkloadReader.read(client.getKubernetesSerialization().convertValue(object, type))
                .orElseThrow(),
        this::announce);
  }

  /** Starts the watches of the kinds that every cluster has, and waits until all is seen. */
  void start() {
    workloads.values().stream().filter(watch -> !watch.isOptional()).forEach(WorkloadWatch::start);
  }

  void stop() {
    workloads.values().forEach(WorkloadWatch::stop);
  }

  /** Calls {@code change} some time after workloads or their proxies changed. */
  void subscribe(Runnable change) {
    listeners.add(change);
  }

  @Override
  public boolean isCurrent() {
    return watches.areUp(Pod.class)
        && workloads.values().stream().allMatch(WorkloadWatch::isCurrent);
  }

  @Override
  public Set<ProxyPods> pods() {
    return watches.proxies();
  }

  @Override
  public Optional<Workload> workload(WorkloadKey key) {
    WorkloadWatch watch = workloads.get(key.kind());
    if (watch == null) {
      return Optional.empty();
    }
    if (watch.isOptional()) {
      // somebody has pods of a kind that came after the operator
      watch.startOn(executor);
    }
    return watch.workloads().workload(key.namespace(), key.name());
  }

  @Override
  public List<Budget> budgets(String namespace) {
    try {
      return client
          .policy()
          .v1()
          .podDisruptionBudget()
          .inNamespace(namespace)
          .list()
          .getItems()
          .stream()
          .map(Budget::of)
          .toList();
    } catch (KubernetesClientException e) {
      throw new ReadException(
          "disruption budgets of namespace " + namespace + ": " + KubernetesCluster.words(e));
    }
  }

  @Override
  public void restart(Workload workload, Workload.Restart note) {
    Map<String, Object> change =
        switch (note.manner()) {
          case Workload.Manner.InPlace _ -> Map.of();
          case Workload.Manner.RollOut _ -> replacement(workload.key(), note.at().toString());
        };
    patch(
        workload,
        GuardedPatch.of(read(workload))
            .with(OperatorNames.RESTARTED_FOR, note.words())
            .withSpec(change));
  }

  private static Map<String, Object> replacement(WorkloadKey key, String time) {
    return key.kind().equals(WorkloadKey.ROLLOUT)
        ? Map.of("restartAt", time)
        : Map.of("template", Map.of("metadata", Map.of("annotations", Map.of(RESTARTED_AT, time))));
  }

  @Override
  public void release(Workload workload) {
    patch(workload, GuardedPatch.of(read(workload)).without(OperatorNames.RESTARTED_FOR));
  }

  private static ObjectMeta read(Workload workload) {
    return new ObjectMetaBuilder()
        .withUid(workload.uid())
        .withResourceVersion(workload.resourceVersion())
        .build();
  }

  private void patch(Workload workload, GuardedPatch patch) {
    WorkloadKey key = workload.key();
    WorkloadWatch watch = workloads.get(key.kind());
    if (watch == null) {
      throw new IllegalArgumentException(key + " cannot be restarted");
    }
    try {
      gate.pass(
          () -> {
            @Nullable GenericKubernetesResource written =
                patch.unlessChanged(
                    () -> watch.object(key).patch(GuardedPatch.MERGE, patch.json()));
            if (written != null) {
              watch.workloads().written(workload, written);
            }
          });
    } catch (KubernetesClientException e) {
      throw new ApplyException(key + ": " + KubernetesCluster.words(e), e);
    }
  }

  private void announce() {
    if (!executor.isShutdown() && announced.compareAndSet(false, true)) {
      var _ =
          executor.schedule(
              () -> {
                announced.set(false);
                listeners.forEach(Runnable::run);
              },
              EVENTS_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }
}
