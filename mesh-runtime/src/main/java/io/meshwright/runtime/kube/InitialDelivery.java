package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns an informer's events into changes, and tells when everything that its first list held has
 * been delivered: the client says when the list is stored, but delivers it on another thread.
 */
final class InitialDelivery<T extends HasMetadata> implements ResourceEventHandler<T> {

  private final ResourceKind kind;
  private final Consumer<ResourceChange> changes;
  private final Runnable statuses;
  private final Runnable synced;

  /** Keys delivered before the list was known, then those that are still to come. */
  private final Set<String> keys = new HashSet<>();

  private boolean listed;
  private boolean done;

  /** {@code statuses} hears of changes that are none of what users ask for. */
  InitialDelivery(
      ResourceKind kind, Consumer<ResourceChange> changes, Runnable statuses, Runnable synced) {
    this.kind = kind;
    this.changes = changes;
    this.statuses = statuses;
    this.synced = synced;
  }

  @Override
  public void onAdd(T resource) {
    deliver(resource, ResourceChange.Upserted.of(kind, Trim.trim(resource)));
  }

  @Override
  public void onUpdate(T before, T resource) {
    if (kind.ofUsers() && asksTheSame(before.getMetadata(), resource.getMetadata())) {
      statuses.run();
      tick(resource);
    } else {
      deliver(resource, ResourceChange.Upserted.of(kind, Trim.trim(resource)));
    }
  }

  /** The generation counts changes of the spec; of the rest labels and annotations are read. */
  private static boolean asksTheSame(ObjectMeta before, ObjectMeta now) {
    return now.getGeneration() != null
        && now.getGeneration().equals(before.getGeneration())
        && Objects.equals(now.getUid(), before.getUid())
        && Objects.equals(now.getLabels(), before.getLabels())
        && Objects.equals(now.getAnnotations(), before.getAnnotations());
  }

  @Override
  public void onDelete(T resource, boolean finalStateUnknown) {
    deliver(resource, new ResourceChange.Deleted(ResourceRef.of(kind, resource)));
  }

  /** The first list is stored under these keys. */
  void listed(Collection<String> stored) {
    boolean complete;
    synchronized (keys) {
      listed = true;
      Set<String> outstanding = new HashSet<>(stored);
      outstanding.removeAll(keys);
      keys.clear();
      keys.addAll(outstanding);
      complete = completes();
    }
    if (complete) {
      synced.run();
    }
  }

  private void deliver(T resource, ResourceChange change) {
    changes.accept(change);
    tick(resource);
  }

  /** One of the first list is delivered, perhaps. */
  private void tick(T resource) {
    boolean complete;
    synchronized (keys) {
      if (listed) {
        keys.remove(Cache.metaNamespaceKeyFunc(resource));
      } else {
        keys.add(Cache.metaNamespaceKeyFunc(resource));
      }
      complete = completes();
    }
    if (complete) {
      synced.run();
    }
  }

  /** True once. */
  private boolean completes() {
    if (done || !listed || !keys.isEmpty()) {
      return false;
    }
    done = true;
    return true;
  }
}
