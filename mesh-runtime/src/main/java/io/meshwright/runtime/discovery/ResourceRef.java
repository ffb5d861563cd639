package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/**
 * Names one resource of one cluster.
 *
 * @param namespace empty for a cluster-scoped resource
 */
public record ResourceRef(ResourceKind kind, String namespace, String name)
    implements Comparable<ResourceRef> {

  private static final Comparator<ResourceRef> ORDER =
      Comparator.comparing(ResourceRef::kind)
          .thenComparing(ResourceRef::namespace)
          .thenComparing(ResourceRef::name);

  /** The name that a resource gives itself; a namespaced one without a namespace is in default. */
  public static ResourceRef of(ResourceKind kind, HasMetadata resource) {
    String namespace = resource.getMetadata().getNamespace();
    if (!kind.namespaced()) {
      namespace = "";
    } else if (namespace == null || namespace.isEmpty()) {
      namespace = "default";
    }
    return new ResourceRef(kind, namespace, resource.getMetadata().getName());
  }

  @Override
  public int compareTo(ResourceRef other) {
    return ORDER.compare(this, other);
  }

  /** As users name it: {@code VirtualService default/reviews}. */
  @Override
  public String toString() {
    return kind.kind() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
