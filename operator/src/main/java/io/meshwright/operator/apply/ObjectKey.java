package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Names one object of a cluster.
 *
 * @param namespace null for cluster-scoped kinds
 */
public record ObjectKey(String apiVersion, String kind, @Nullable String namespace, String name) {

  /** The key of an object. */
  public static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        object.getApiVersion(),
        object.getKind(),
        object.getMetadata().getNamespace(),
        object.getMetadata().getName());
  }

  /** As a user would say it: {@code Deployment istio-system/istiod-a}. */
  @Override
  public String toString() {
    return kind + " " + (namespace == null ? "" : namespace + "/") + name;
  }
}
