package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.healing.ProxyPod;
import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.workload.ProxyPods;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each pod what usage needs, a few hundred bytes: its name, what refers to a revision,
 * whose gateway it is, and what keeps it running. A {@code Pod} of the client, even an empty one,
 * has ten times as much. Written by the informer's thread, read by any.
 */
final class TrimmedPods implements ItemStore<Pod> {

  private static final String RUNNING = "Running";

  private static final List<String> LABELS =
      List.of(
          Labels.REVISION,
          Labels.SIDECAR_INJECT,
          OperatorNames.OWNER_KIND,
          OperatorNames.OWNER_NAME);

  /** What is kept; equal references of different pods are one object. */
  private record Kept(
      String namespace,
      String name,
      @Nullable String uid,
      @Nullable String resourceVersion,
      Map<String, String> labels,
      Map<String, String> annotations,
      @Nullable String phase,
      boolean ready,
      Optional<PodReference> reference,
      Optional<ProxyPods> proxy) {

    Optional<ProxyPod> toProxyPod() {
      return proxy
          .filter(_ -> uid != null && RUNNING.equals(phase))
          .flatMap(
              it ->
                  it.reference()
                      .injected()
                      .map(
                          revision ->
                              new ProxyPod(
                                  new ProxyName(namespace, name),
                                  String.valueOf(uid),
                                  it.workload(),
                                  revision,
                                  ready)));
    }

    Pod toPod() {
      return new PodBuilder()
          .withNewMetadata()
          .withNamespace(namespace)
          .withName(name)
          .withUid(uid)
          .withResourceVersion(resourceVersion)
          .withLabels(labels)
          .withAnnotations(annotations)
          .endMetadata()
          .withNewStatus()
          .withPhase(phase)
          .endStatus()
          .build();
    }
  }

  private final PodIndex index;
  private final Map<String, Kept> pods = new ConcurrentHashMap<>();
  private final Map<Object, Object> shared = new ConcurrentHashMap<>();

  TrimmedPods(PodIndex index) {
    this.index = index;
  }

  @Override
  public String getKey(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    Kept after = trim(pod);
    Kept before = pods.put(key, after);
    index.replaceReference(reference(before), after.reference());
    index.replaceProxy(followers(before), followers(after));
    return before == null ? null : before.toPod();
  }

  @Override
  public @Nullable Pod remove(String key) {
    Kept before = pods.remove(key);
    index.replaceReference(reference(before), Optional.empty());
    index.replaceProxy(followers(before), Optional.empty());
    return before == null ? null : before.toPod();
  }

  @Override
  public Stream<String> keySet() {
    return pods.keySet().stream();
  }

  @Override
  public Stream<Pod> values() {
    return pods.values().stream().map(Kept::toPod);
  }

  @Override
  public int size() {
    return pods.size();
  }

  /** The running ones among them that have a proxy. */
  Stream<ProxyPod> proxyPods() {
    return pods.values().stream().flatMap(kept -> kept.toProxyPod().stream());
  }

  @Override
  public @Nullable Pod get(String key) {
    Kept kept = pods.get(key);
    return kept == null ? null : kept.toPod();
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private Kept trim(Pod pod) {
    ObjectMeta metadata = pod.getMetadata();
    return new Kept(
        share(metadata.getNamespace()),
        metadata.getName(),
        metadata.getUid(),
        metadata.getResourceVersion(),
        share(some(Metadata.labels(pod), LABELS)),
        share(some(Metadata.annotations(pod), List.of(Labels.REVISION))),
        pod.getStatus() == null || pod.getStatus().getPhase() == null
            ? null
            : share(pod.getStatus().getPhase()),
        metadata.getDeletionTimestamp() == null && Readiness.isPodReady(pod),
        share(PodReference.of(pod)),
        share(ProxyPods.of(pod)));
  }

  private static Optional<PodReference> reference(@Nullable Kept kept) {
    return kept == null ? Optional.empty() : kept.reference();
  }

  /** What waves move; a mesh's own gateways follow by themselves. */
  private static Optional<ProxyPods> followers(@Nullable Kept kept) {
    return kept == null ? Optional.empty() : kept.proxy().filter(pods -> !pods.ofMeshGateway());
  }

  private static Map<String, String> some(Map<String, String> all, List<String> wanted) {
    Map<String, String> some = new HashMap<>(all);
    some.keySet().retainAll(wanted);
    return Map.copyOf(some);
  }

  @SuppressWarnings("unchecked") // an equal value of the same type
  private <T> T share(T value) {
    return (T) Objects.requireNonNull(shared.computeIfAbsent(value, v -> v));
  }
}
