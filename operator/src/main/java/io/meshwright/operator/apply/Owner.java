package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import java.util.Map;
import java.util.Optional;

/**
 * The custom resource for which objects are applied. All owners are cluster-scoped, so an owner
 * reference is legal on each object.
 *
 * @param uid tells this owner from an earlier one of the same name
 */
public record Owner(String apiVersion, String kind, String name, String uid) {

  /** The owner that a custom resource is. */
  public static Owner of(HasMetadata resource) {
    return new Owner(
        resource.getApiVersion(),
        resource.getKind(),
        resource.getMetadata().getName(),
        resource.getMetadata().getUid());
  }

  /** Labels by which the objects are found again. */
  public Map<String, String> labels() {
    return Map.of(
        Labels.APP_MANAGED_BY, OperatorNames.MANAGED_BY,
        OperatorNames.OWNER_KIND, kind,
        OperatorNames.OWNER_NAME, name);
  }

  /** Under what an index files the objects of this owner. */
  public String indexKey() {
    return indexKey(kind, name);
  }

  /** Under which owner's {@link #indexKey} an object is to be filed, if it names one. */
  public static Optional<String> indexKeyOf(HasMetadata object) {
    Map<String, String> labels = Metadata.labels(object);
    String kind = labels.get(OperatorNames.OWNER_KIND);
    String name = labels.get(OperatorNames.OWNER_NAME);
    return kind == null || name == null ? Optional.empty() : Optional.of(indexKey(kind, name));
  }

  private static String indexKey(String kind, String name) {
    return kind + "/" + name;
  }

  /** The reference by which Kubernetes removes the objects if the operator never can. */
  public OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Whether {@code object} was applied for this owner, and not merely labelled so by somebody. */
  public boolean owns(HasMetadata object) {
    for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
      if (uid.equals(reference.getUid())) {
        return true;
      }
    }
    return false;
  }

  /** The resource of a kind for which {@code object} was applied, if it is still there. */
  public static <T extends HasMetadata> Optional<T> find(
      Class<T> kind, HasMetadata object, Cluster cluster) {
    for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
      Optional<T> found =
          cluster
              .get(kind, null, reference.getName())
              .filter(owner -> owner.getMetadata().getUid().equals(reference.getUid()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Whether {@code object} carries this owner's labels. */
  public boolean isNamedBy(HasMetadata object) {
    Map<String, String> labels = Metadata.labels(object);
    return name.equals(labels.get(OperatorNames.OWNER_NAME))
        && kind.equals(labels.get(OperatorNames.OWNER_KIND))
        && OperatorNames.MANAGED_BY.equals(labels.get(Labels.APP_MANAGED_BY));
  }
}
