package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.meshwright.crd.naming.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each pod what usage needs, a few hundred bytes: name, revision and phase. Written by the
 * informer's thread, read by any.
 */
final class TrimmedPods implements ItemStore<Pod> {

  private final Map<String, Pod> pods = new ConcurrentHashMap<>();

  static Pod trim(Pod pod) {
    ObjectMeta metadata = pod.getMetadata();
    PodBuilder trimmed =
        new PodBuilder()
            .withNewMetadata()
            .withName(metadata.getName())
            .withNamespace(metadata.getNamespace())
            .withUid(metadata.getUid())
            .withResourceVersion(metadata.getResourceVersion())
            .endMetadata();
    Map<String, String> annotations = metadata.getAnnotations();
    if (annotations != null && annotations.containsKey(Labels.REVISION)) {
      trimmed
          .editMetadata()
          .addToAnnotations(Labels.REVISION, annotations.get(Labels.REVISION))
          .endMetadata();
    }
    if (pod.getStatus() != null) {
      trimmed.withNewStatus().withPhase(pod.getStatus().getPhase()).endStatus();
    }
    return trimmed.build();
  }

  @Override
  public String getKey(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    return pods.put(key, trim(pod));
  }

  @Override
  public @Nullable Pod remove(String key) {
    return pods.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return pods.keySet().stream();
  }

  @Override
  public Stream<Pod> values() {
    return pods.values().stream();
  }

  @Override
  public int size() {
    return pods.size();
  }

  @Override
  public @Nullable Pod get(String key) {
    return pods.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
