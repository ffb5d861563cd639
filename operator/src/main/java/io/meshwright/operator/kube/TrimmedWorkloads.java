package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.meshwright.operator.workload.Workload;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each object that can be restarted what waves need, a few hundred bytes. Written by the
 * informer's thread and by who restarts; read by any.
 */
final class TrimmedWorkloads implements ItemStore<GenericKubernetesResource> {

  private final Function<GenericKubernetesResource, Workload> reader;
  private final Runnable changed;
  private final Map<String, Workload> workloads = new ConcurrentHashMap<>();

  /** {@code changed} is called when something else than a resource version changed. */
  TrimmedWorkloads(Function<GenericKubernetesResource, Workload> reader, Runnable changed) {
    this.reader = reader;
    this.changed = changed;
  }

  Optional<Workload> workload(String namespace, String name) {
    return Optional.ofNullable(workloads.get(namespace + "/" + name));
  }

  /** What a write made of a workload; what the watch has brought since then is newer. */
  void written(Workload before, GenericKubernetesResource after) {
    workloads.computeIfPresent(
        getKey(after),
        (_, known) ->
            known.resourceVersion().equals(before.resourceVersion()) ? reader.apply(after) : known);
  }

  @Override
  public String getKey(GenericKubernetesResource object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  @Override
  public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
    Workload after = reader.apply(object);
    Workload before = workloads.put(key, after);
    if (before == null || !before.isLike(after)) {
      changed.run();
    }
    return before == null ? null : stub(before);
  }

  @Override
  public @Nullable GenericKubernetesResource remove(String key) {
    Workload before = workloads.remove(key);
    if (before == null) {
      return null;
    }
    changed.run();
    return stub(before);
  }

  @Override
  public Stream<String> keySet() {
    return workloads.keySet().stream();
  }

  @Override
  public Stream<GenericKubernetesResource> values() {
    return workloads.values().stream().map(TrimmedWorkloads::stub);
  }

  @Override
  public int size() {
    return workloads.size();
  }

  @Override
  public @Nullable GenericKubernetesResource get(String key) {
    Workload kept = workloads.get(key);
    return kept == null ? null : stub(kept);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  /** As much of an object as the informer asks for. */
  private static GenericKubernetesResource stub(Workload workload) {
    GenericKubernetesResource stub = new GenericKubernetesResource();
    stub.setKind(workload.key().kind());
    stub.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(workload.key().namespace())
            .withName(workload.key().name())
            .withUid(workload.uid())
            .withResourceVersion(workload.resourceVersion())
            .build());
    return stub;
  }
}
