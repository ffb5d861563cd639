package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import java.util.Map;

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
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> uid.equals(reference.getUid()));
  }

  /** Whether {@code object} carries this owner's labels. */
  public boolean isNamedBy(HasMetadata object) {
    return Metadata.labels(object).entrySet().containsAll(labels().entrySet());
  }
}
