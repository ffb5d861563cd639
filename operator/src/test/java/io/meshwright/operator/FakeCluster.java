package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.monitoring.PrometheusRule;
import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.revision.Workloads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory. An apply replaces the object but keeps its status, uid and age, which is
 * what server-side apply does when nobody else owns a field.
 */
public final class FakeCluster implements Cluster, Workloads {

  public final KubernetesSerialization serialization = new KubernetesSerialization();

  /** What was written, in order: {@code apply Deployment ns/name}, {@code status …}. */
  public final List<String> writes = new ArrayList<>();

  public Instant now = Instant.parse("2026-01-01T12:00:00Z");
  public Predicate<ObjectKey> refuses = _ -> false;
  public @Nullable String refusal;

  /** Kinds that cannot be read. */
  public Predicate<Class<? extends HasMetadata>> unreadable = _ -> false;

  public boolean foreignObjects;

  /** Kinds whose watch is broken. */
  public final Set<Class<?>> unseen = new HashSet<>();

  /** Run before and after each write; what they throw the reconcilers meet there. */
  public Runnable beforeWrite = () -> {};

  public Runnable afterWrite = () -> {};

  /** Objects that belong to somebody else. */
  public final Set<ObjectKey> foreign = new HashSet<>();

  private final Map<ObjectKey, HasMetadata> objects = new LinkedHashMap<>();
  private int uids;
  private int versions;

  /** Puts an object there as somebody else would; returns what the API server made of it. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public <T extends HasMetadata> T put(T object) {
    T stored = serialization.clone(object);
    HasMetadata before = objects.get(ObjectKey.of(stored));
    if (before == null) {
      uids++;
      stored.getMetadata().setUid("uid-" + uids);
      stored.getMetadata().setCreationTimestamp(now.plusSeconds(uids).toString());
      stored.getMetadata().setGeneration(1L);
    } else {
      stored.getMetadata().setUid(before.getMetadata().getUid());
      stored.getMetadata().setCreationTimestamp(before.getMetadata().getCreationTimestamp());
      boolean sameSpec =
          switch (stored) {
            case CustomResource custom ->
                custom.getSpec().equals(((CustomResource) before).getSpec());
            case Deployment deployment ->
                deployment.getSpec().equals(((Deployment) before).getSpec());
            default -> true;
          };
      stored.getMetadata().setGeneration(before.getMetadata().getGeneration() + (sameSpec ? 0 : 1));
      if (stored instanceof CustomResource custom) {
        custom.setStatus(((CustomResource) before).getStatus());
      }
      if (stored instanceof Deployment deployment) {
        deployment.setStatus(((Deployment) before).getStatus());
      }
    }
    if (stored instanceof Deployment deployment && deployment.getSpec().getReplicas() == null) {
      // somebody else owns the number, or the API server sets its default
      deployment
          .getSpec()
          .setReplicas(before == null ? 1 : ((Deployment) before).getSpec().getReplicas());
    }
    store(stored);
    return serialization.clone(stored);
  }

  private void store(HasMetadata object) {
    versions++;
    object.getMetadata().setResourceVersion(String.valueOf(versions));
    objects.put(ObjectKey.of(object), object);
  }

  /** Replaces an object with all it says of itself, as its controller would. */
  public void putStatus(HasMetadata object) {
    store(serialization.clone(object));
  }

  /** All replicas of all Deployments become ready, and the runtimes publish their root. */
  public void runtimeStarts(String meshNamespace, String root) {
    for (HasMetadata object : List.copyOf(objects.values())) {
      if (object instanceof Deployment deployment) {
        int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        deployment.setStatus(
            new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withAvailableReplicas(replicas)
                .build());
        store(deployment);
      }
    }
    list(MeshRevision.class).stream()
        .map(MeshRevision::getSpec)
        .filter(revision -> revision.namespace().equals(meshNamespace))
        .map(revision -> revision.trust().bundleName())
        .distinct()
        .forEach(bundle -> publish(bundle, meshNamespace, root));
  }

  /** A runtime writes its mesh's roots into a namespace. */
  public void publish(String bundle, String namespace, String root) {
    ConfigMap roots =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(bundle)
            .withNamespace(namespace)
            .withLabels(Map.of(Labels.CONFIG, "true"))
            .withManagedFields(
                new ManagedFieldsEntryBuilder().withManager(MeshNames.ROOTS_FIELD_MANAGER).build())
            .endMetadata()
            .addToData(MeshNames.ROOT_CERT_KEY, root)
            .build();
    put(roots);
  }

  /** Everything there is. */
  public List<HasMetadata> objects() {
    return objects.values().stream().map(serialization::clone).toList();
  }

  /** Everything there is, by key. */
  public List<String> names() {
    return objects.keySet().stream().map(ObjectKey::toString).toList();
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      Class<T> kind, @Nullable String namespace, String name) {
    requireReadable(kind);
    return stored(kind, namespace, name);
  }

  private <T extends HasMetadata> Optional<T> stored(
      Class<T> kind, @Nullable String namespace, String name) {
    return objects.values().stream()
        .filter(kind::isInstance)
        .filter(
            object ->
                object.getMetadata().getName().equals(name)
                    && Objects.equals(object.getMetadata().getNamespace(), namespace))
        .findFirst()
        .map(object -> serialization.clone(kind.cast(object)));
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    requireReadable(kind);
    return objects.values().stream()
        .filter(kind::isInstance)
        .map(object -> serialization.clone(kind.cast(object)))
        .toList();
  }

  @Override
  public <T extends HasMetadata> List<T> listNamedBy(Owner owner, Class<T> kind) {
    return list(kind).stream().filter(owner::isNamedBy).toList();
  }

  @Override
  public boolean isCurrent(Class<? extends HasMetadata> kind) {
    return !unseen.contains(kind);
  }

  @Override
  public Map<PodReference, Long> pods() {
    return list(Pod.class).stream()
        .flatMap(pod -> PodReference.of(pod).stream())
        .collect(Collectors.groupingBy(reference -> reference, Collectors.counting()));
  }

  @Override
  public void apply(HasMetadata desired) {
    record("apply", desired);
    put(desired);
    afterWrite.run();
  }

  /** What somebody else made stands under a name of ours. */
  @Override
  public void applyNew(HasMetadata desired) {
    if (foreign.contains(ObjectKey.of(desired))) {
      throw new ApplyException(ObjectKey.of(desired) + ": conflict with another owner", null);
    }
    apply(desired);
  }

  @Override
  public void delete(HasMetadata observed) {
    record("delete", observed);
    objects.remove(ObjectKey.of(observed));
    afterWrite.run();
  }

  /** Deletes a pod, as an eviction does. */
  void evict(Pod pod) {
    record("evict", pod);
    objects.remove(ObjectKey.of(pod));
    afterWrite.run();
  }

  @Override
  public void writeStatus(HasMetadata resource) {
    record("status", resource);
    CustomResource<?, Object> stored = custom(objects.get(ObjectKey.of(resource)));
    stored.setStatus(serialization.clone(custom(resource)).getStatus());
    store(stored);
    afterWrite.run();
  }

  @SuppressWarnings("unchecked")
  private static CustomResource<?, Object> custom(@Nullable HasMetadata resource) {
    return (CustomResource<?, Object>) Objects.requireNonNull(resource);
  }

  @Override
  public void removeAnnotation(HasMetadata observed, String annotation) {
    edit(
        "forget " + annotation + " of",
        observed,
        object -> object.getMetadata().getAnnotations().remove(annotation));
  }

  /** From now on whoever writes gets through so often, then dies. */
  public void killWriterAfter(int writes) {
    int[] left = {writes};
    beforeWrite =
        () -> {
          left[0]--;
          if (left[0] < 0) {
            throw new Killed();
          }
        };
  }

  /** Writers live again. */
  public void spareWriters() {
    beforeWrite = () -> {};
  }

  /** That a writer died. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A user annotates an object. */
  public void annotate(HasMetadata object, String key, String value) {
    Map<String, String> annotations = new HashMap<>(Metadata.annotations(object));
    annotations.put(key, value);
    object.getMetadata().setAnnotations(annotations);
    put(object);
  }

  /** Changes an object, as a patch would. */
  <T extends HasMetadata> void edit(String verb, T observed, Consumer<T> change) {
    record(verb, observed);
    T object = serialization.clone(observed);
    change.accept(object);
    put(object);
    afterWrite.run();
  }

  @Override
  public Optional<String> refusal(HasMetadata object) {
    return Optional.ofNullable(refusal);
  }

  @Override
  public <T extends HasMetadata> Optional<T> readUnwatched(
      Class<T> kind, String namespace, String name) {
    return stored(kind, namespace, name);
  }

  @Override
  public void replaceUnwatched(HasMetadata read) {
    HasMetadata stored = objects.get(ObjectKey.of(read));
    if (stored != null
        && stored
            .getMetadata()
            .getResourceVersion()
            .equals(read.getMetadata().getResourceVersion())) {
      record("replace", read);
      put(read);
      afterWrite.run();
    }
  }

  @Override
  public void applyUnwatched(HasMetadata desired) {
    apply(desired);
  }

  @Override
  public void deleteUnwatched(Class<? extends HasMetadata> kind, String namespace, String name) {
    beforeWrite.run();
    writes.add("delete " + kind.getSimpleName() + " " + namespace + "/" + name);
    afterWrite.run();
  }

  @Override
  public boolean holdsForeignObjects(String namespace) {
    return foreignObjects;
  }

  private void requireReadable(Class<? extends HasMetadata> kind) {
    if (kind == PrometheusRule.class) {
      throw new IllegalArgumentException(kind + " is not watched");
    }
    if (unreadable.test(kind)) {
      throw new ReadException("objects of kind " + kind.getSimpleName() + " are not listed");
    }
  }

  private void record(String verb, HasMetadata object) {
    beforeWrite.run();
    ObjectKey key = ObjectKey.of(object);
    if (refuses.test(key)) {
      throw new ApplyException(key + ": admission says no", null);
    }
    writes.add(verb + " " + key);
  }
}
