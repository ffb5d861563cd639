package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.workload.Budget;
import io.meshwright.operator.workload.Fleet;
import io.meshwright.operator.workload.ProxyPods;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.operator.workload.WorkloadReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The workloads that lie in a {@link FakeCluster}; a restart changes a template, and no pods. */
public final class FakeFleet implements Fleet {

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "Deployment", Deployment.class,
          "StatefulSet", StatefulSet.class,
          "DaemonSet", DaemonSet.class);

  private final FakeCluster cluster;

  FakeFleet(FakeCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public boolean isCurrent() {
    return cluster.isCurrent(Pod.class);
  }

  @Override
  public Set<ProxyPods> pods() {
    return cluster.list(Pod.class).stream()
        .flatMap(pod -> ProxyPods.of(pod).stream())
        .filter(pods -> !pods.ofMeshGateway())
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<Workload> workload(WorkloadKey key) {
    return object(key).flatMap(WorkloadReader::read);
  }

  private Optional<? extends HasMetadata> object(WorkloadKey key) {
    return Optional.ofNullable(KINDS.get(key.kind()))
        .flatMap(kind -> cluster.get(kind, key.namespace(), key.name()));
  }

  @Override
  public List<Budget> budgets(String namespace) {
    return cluster.list(PodDisruptionBudget.class).stream()
        .filter(budget -> budget.getMetadata().getNamespace().equals(namespace))
        .map(Budget::of)
        .toList();
  }

  @Override
  public void restart(Workload workload, Workload.Restart note) {
    edit(
        note.manner() instanceof Workload.Manner.RollOut ? "restart" : "note",
        workload,
        object -> {
          annotate(object, Map.of(OperatorNames.RESTARTED_FOR, note.words()));
          boolean replaces = note.manner() instanceof Workload.Manner.RollOut;
          if (replaces && object instanceof Deployment deployment) {
            annotate(
                deployment.getSpec().getTemplate(),
                "kubectl.kubernetes.io/restartedAt",
                note.at().toString());
          }
        });
  }

  @Override
  public void release(Workload workload) {
    edit(
        "release",
        workload,
        object -> object.getMetadata().getAnnotations().remove(OperatorNames.RESTARTED_FOR));
  }

  private void edit(String verb, Workload workload, Consumer<HasMetadata> change) {
    HasMetadata object = object(workload.key()).orElseThrow();
    if (workload.resourceVersion().equals(object.getMetadata().getResourceVersion())) {
      cluster.edit(verb, object, change);
    }
  }

  private static void annotate(HasMetadata object, Map<String, String> added) {
    Map<String, String> annotations =
        new HashMap<>(Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.putAll(added);
    object.getMetadata().setAnnotations(annotations);
  }

  private static void annotate(
      io.fabric8.kubernetes.api.model.PodTemplateSpec template, String key, String value) {
    Map<String, String> annotations =
        new HashMap<>(
            Optional.ofNullable(template.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.put(key, value);
    template.getMetadata().setAnnotations(annotations);
  }
}
