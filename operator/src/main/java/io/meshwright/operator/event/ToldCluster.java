package io.meshwright.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Owner;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster that tells what was written to it, after the API server took it. */
public final class ToldCluster implements Cluster {

  private final Cluster cluster;
  private final Consumer<MeshEvent> events;

  /**
   * Makes one.
   *
   * @param events is called by the reconcilers' threads and must not block
   */
  public ToldCluster(Cluster cluster, Consumer<MeshEvent> events) {
    this.cluster = cluster;
    this.events = events;
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      Class<T> kind, @Nullable String namespace, String name) {
    return cluster.get(kind, namespace, name);
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    return cluster.list(kind);
  }

  @Override
  public <T extends HasMetadata> List<T> listNamedBy(Owner owner, Class<T> kind) {
    return cluster.listNamedBy(owner, kind);
  }

  @Override
  public boolean isCurrent(Class<? extends HasMetadata> kind) {
    return cluster.isCurrent(kind);
  }

  @Override
  public void apply(HasMetadata desired) throws ApplyException {
    tell(desired, () -> cluster.apply(desired));
  }

  @Override
  public void applyNew(HasMetadata desired) throws ApplyException {
    tell(desired, () -> cluster.applyNew(desired));
  }

  private void tell(HasMetadata desired, Runnable write) {
    Optional<? extends HasMetadata> before = before(desired);
    write.run();
    Optional<Owner> owner = owner(desired);
    if (owner.isEmpty()) {
      return;
    }
    switch (desired) {
      case Namespace _ when before.isEmpty() ->
          tell(owner.get(), EventReason.NAMESPACE_CREATED, ObjectKey.of(desired) + " created");
      case MeshRevision _ when before.isEmpty() ->
          tell(owner.get(), EventReason.REVISION_CREATED, ObjectKey.of(desired) + " created");
      default -> {
        // the plan is as it was applied before, so the object had changed
        String hash = hash(desired);
        if (hash != null && before.isPresent() && hash.equals(hash(before.get()))) {
          tell(owner.get(), EventReason.DRIFT_REVERTED, ObjectKey.of(desired) + " is as planned");
        }
      }
    }
  }

  @Override
  public void delete(HasMetadata observed) {
    cluster.delete(observed);
    owner(observed)
        .ifPresent(
            owner -> {
              if (isBeingDeleted(owner)) {
                tell(owner, EventReason.REMOVING, "removing the objects of " + owner.name());
              } else if (observed instanceof MeshRevision) {
                tell(owner, EventReason.REVISION_PRUNED, ObjectKey.of(observed) + " removed");
              }
            });
  }

  @Override
  public void writeStatus(HasMetadata resource) {
    HasMetadata before = before(resource).orElse(null);
    cluster.writeStatus(resource);
    Transition.between(before, resource).forEach(events);
  }

  @Override
  public void removeAnnotation(HasMetadata observed, String annotation) {
    cluster.removeAnnotation(observed, annotation);
  }

  @Override
  public Optional<String> refusal(HasMetadata object) {
    return cluster.refusal(object);
  }

  @Override
  public <T extends HasMetadata> Optional<T> readUnwatched(
      Class<T> kind, String namespace, String name) {
    return cluster.readUnwatched(kind, namespace, name);
  }

  @Override
  public void replaceUnwatched(HasMetadata read) {
    cluster.replaceUnwatched(read);
  }

  @Override
  public void applyUnwatched(HasMetadata desired) {
    cluster.applyUnwatched(desired);
  }

  @Override
  public void deleteUnwatched(Class<? extends HasMetadata> kind, String namespace, String name) {
    cluster.deleteUnwatched(kind, namespace, name);
  }

  @Override
  public boolean holdsForeignObjects(String namespace) {
    return cluster.holdsForeignObjects(namespace);
  }

  private void tell(Owner about, EventReason reason, String note) {
    events.accept(new MeshEvent(about, reason, note));
  }

  private Optional<? extends HasMetadata> before(HasMetadata object) {
    return cluster.get(
        object.getClass(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  /** By reference, or for what must not go with its owner, by label. */
  private Optional<Owner> owner(HasMetadata object) {
    List<OwnerReference> references = object.getMetadata().getOwnerReferences();
    if (!references.isEmpty()) {
      OwnerReference owner = references.getFirst();
      return Optional.of(
              new Owner(owner.getApiVersion(), owner.getKind(), owner.getName(), owner.getUid()))
          .filter(found -> found.apiVersion().startsWith(MeshInstallation.GROUP + "/"));
    }
    return cluster.list(MeshInstallation.class).stream()
        .map(Owner::of)
        .filter(owner -> owner.isNamedBy(object))
        .findFirst();
  }

  private boolean isBeingDeleted(Owner owner) {
    Class<? extends HasMetadata> kind =
        switch (owner.kind()) {
          case "MeshInstallation" -> MeshInstallation.class;
          case "MeshRevision" -> MeshRevision.class;
          default -> MeshRevisionTag.class;
        };
    return cluster
        .get(kind, null, owner.name())
        .filter(found -> found.getMetadata().getDeletionTimestamp() != null)
        .isPresent();
  }

  private static @Nullable String hash(HasMetadata object) {
    return Metadata.annotations(object).get(OperatorNames.APPLIED_HASH);
  }
}
