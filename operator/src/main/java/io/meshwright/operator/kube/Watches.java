package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.healing.ProxyPod;
import io.meshwright.operator.manifest.RevisionManifests;
import io.meshwright.operator.revision.Workloads;
import io.meshwright.operator.workload.ProxyPods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One watch per kind for the whole process: own objects by label, the meshes' roots by name and
 * label, pods by the labels of injection, namespaces and own kinds whole. Thread-safe.
 */
final class Watches {

  private static final long NO_RESYNC = 0;
  private static final long SYNC_SECONDS = 60;

  /** A page of whole pods is garbage as soon as it is trimmed; small pages keep it small. */
  private static final long PODS_PER_PAGE = 250;

  private static final String BY_OWNER = "owner";

  private final Map<Class<?>, List<SharedIndexInformer<? extends HasMetadata>>> informers =
      new LinkedHashMap<>();
  private final PodIndex pods = new PodIndex();
  private final List<TrimmedPods> trimmed = new ArrayList<>();
  private volatile boolean started;

  Watches(KubernetesClient client) {
    for (Class<? extends HasMetadata> kind : RevisionManifests.KINDS) {
      addOwned(client, kind);
    }
    add(
        ConfigMap.class,
        client.configMaps().inAnyNamespace().withField("metadata.name", MeshNames.ROOT_CONFIG_MAP));
    // the roots of meshes that call them otherwise
    add(
        ConfigMap.class,
        client
            .configMaps()
            .inAnyNamespace()
            .withLabel(Labels.CONFIG, "true")
            .withoutField("metadata.name", MeshNames.ROOT_CONFIG_MAP));
    add(Namespace.class, client.namespaces());
    add(MeshInstallation.class, client.resources(MeshInstallation.class));
    add(MeshRevision.class, client.resources(MeshRevision.class));
    add(MeshRevisionTag.class, client.resources(MeshRevisionTag.class));
    add(
        EndpointSlice.class,
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inAnyNamespace()
            .withLabel(OperatorNames.OWNER_KIND, "MeshRevision"));
    addPods(client);
  }

  /**
   * Pods that a revision injected, or that ask for one: three selectors without a common pod. All
   * others, and those that have ended, are never sent.
   */
  private void addPods(KubernetesClient client) {
    List<LabelSelector> selectors =
        List.of(
            selector(exists(Labels.TLS_MODE)),
            selector(exists(Labels.REVISION), absent(Labels.TLS_MODE)),
            selector(
                new LabelSelectorRequirement(Labels.SIDECAR_INJECT, "In", List.of("true")),
                absent(Labels.REVISION),
                absent(Labels.TLS_MODE)));
    for (LabelSelector selector : selectors) {
      add(
              Pod.class,
              client
                  .pods()
                  .inAnyNamespace()
                  .withLabelSelector(selector)
                  .withoutField("status.phase", "Succeeded")
                  .withoutField("status.phase", "Failed")
                  .withLimit(PODS_PER_PAGE))
          .itemStore(store());
    }
  }

  private TrimmedPods store() {
    TrimmedPods store = new TrimmedPods(pods);
    trimmed.add(store);
    return store;
  }

  private static LabelSelector selector(LabelSelectorRequirement... requirements) {
    return new LabelSelectorBuilder().withMatchExpressions(requirements).build();
  }

  private static LabelSelectorRequirement exists(String key) {
    return new LabelSelectorRequirement(key, "Exists", List.of());
  }

  private static LabelSelectorRequirement absent(String key) {
    return new LabelSelectorRequirement(key, "DoesNotExist", List.of());
  }

  private <T extends HasMetadata> void addOwned(KubernetesClient client, Class<T> kind) {
    add(
        kind,
        client
            .resources(kind)
            .inAnyNamespace()
            .withLabel(Labels.APP_MANAGED_BY, OperatorNames.MANAGED_BY));
  }

  private <T extends HasMetadata> SharedIndexInformer<T> add(Class<T> kind, Informable<T> watched) {
    SharedIndexInformer<T> informer =
        watched
            .runnableInformer(NO_RESYNC)
            .addIndexers(Map.of(BY_OWNER, object -> Owner.indexKeyOf(object).stream().toList()));
    informers.computeIfAbsent(kind, _ -> new ArrayList<>()).add(informer);
    return informer;
  }

  /** Calls {@code change} with the object before (null: it is new) and after (null: deleted). */
  <T extends HasMetadata> void subscribe(
      Class<T> kind, BiConsumer<@Nullable T, @Nullable T> change) {
    for (SharedIndexInformer<T> informer : of(kind)) {
      informer.addEventHandler(
          new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T added) {
              change.accept(null, added);
            }

            @Override
            public void onUpdate(T before, T after) {
              change.accept(before, after);
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
              change.accept(deleted, null);
            }
          });
    }
  }

  /** Starts all watches once and waits until each has seen everything. */
  synchronized void start() {
    if (started) {
      return;
    }
    List<CompletableFuture<Void>> starting =
        informers.values().stream()
            .flatMap(List::stream)
            .map(informer -> informer.start().toCompletableFuture())
            .toList();
    CompletableFuture.allOf(starting.toArray(CompletableFuture<?>[]::new))
        .orTimeout(SYNC_SECONDS, TimeUnit.SECONDS)
        .join();
    started = true;
  }

  /** Whether each watch has seen everything once. */
  boolean isStarted() {
    return started;
  }

  synchronized void stop() {
    informers.values().stream().flatMap(List::stream).forEach(SharedIndexInformer::stop);
  }

  /** Pods by what they refer to. */
  Workloads workloads() {
    return pods;
  }

  /** Pods with proxies, by what they have in common. */
  Set<ProxyPods> proxies() {
    return pods.proxies();
  }

  /** Running pods with proxies, one by one. */
  List<ProxyPod> proxyPods() {
    return trimmed.stream().flatMap(TrimmedPods::proxyPods).toList();
  }

  /** Calls {@code change} when {@link #proxies()} changes; it must not block. */
  void onProxyChange(Runnable change) {
    pods.subscribe(change);
  }

  /** Whether all watches of a kind are connected. */
  boolean areUp(Class<? extends HasMetadata> kind) {
    return of(kind).stream().allMatch(informer -> informer.hasSynced() && informer.isWatching());
  }

  /**
   * All watched objects of a kind.
   *
   * @throws ReadException while not all were seen
   */
  <T extends HasMetadata> Stream<T> all(Class<T> kind) {
    return synced(kind).stream().flatMap(informer -> informer.getStore().list().stream());
  }

  /**
   * Of all watched objects of a kind, those that carry an owner's labels.
   *
   * @throws ReadException while not all were seen
   */
  <T extends HasMetadata> Stream<T> namedBy(Owner owner, Class<T> kind) {
    return synced(kind).stream()
        .flatMap(informer -> informer.getIndexer().byIndex(BY_OWNER, owner.indexKey()).stream())
        .filter(owner::isNamedBy);
  }

  /**
   * One watched object, or null.
   *
   * @throws ReadException while not all of the kind were seen
   */
  <T extends HasMetadata> @Nullable T get(Class<T> kind, @Nullable String namespace, String name) {
    String key = namespace == null ? name : namespace + "/" + name;
    for (SharedIndexInformer<T> informer : synced(kind)) {
      T found = informer.getStore().getByKey(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private <T extends HasMetadata> List<SharedIndexInformer<T>> synced(Class<T> kind) {
    List<SharedIndexInformer<T>> found = of(kind);
    if (!found.stream().allMatch(SharedIndexInformer::hasSynced)) {
      throw new ReadException("objects of kind " + HasMetadata.getKind(kind) + " are not listed");
    }
    return found;
  }

  @SuppressWarnings("unchecked") // added under its own kind
  private <T extends HasMetadata> List<SharedIndexInformer<T>> of(Class<T> kind) {
    List<SharedIndexInformer<? extends HasMetadata>> found = informers.get(kind);
    if (found == null) {
      throw new IllegalArgumentException(kind + " is not watched");
    }
    return (List<SharedIndexInformer<T>>) (List<?>) found;
  }
}
