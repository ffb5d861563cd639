package io.meshwright.operator.crds;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.meshwright.operator.apply.ApplyException;
import java.util.List;
import java.util.Optional;

/** The CRDs of a cluster and their objects; reads go to the API server. */
public interface CrdStore {

  Optional<CustomResourceDefinition> get(String name);

  /**
   * Applies a CRD by server-side apply.
   *
   * @throws ApplyException when the API server refuses
   */
  void apply(CustomResourceDefinition crd);

  /** All objects of a kind, as {@code version} shows them. */
  List<GenericKubernetesResource> objects(CustomResourceDefinition crd, String version);

  /**
   * Writes an object as it was read, which stores it in the storage version. One that was changed
   * or removed meanwhile needs it no more.
   *
   * @throws ApplyException when the API server refuses
   */
  void rewrite(CustomResourceDefinition crd, GenericKubernetesResource object);

  /**
   * Says that all objects are stored in one version.
   *
   * @param crd as read before the objects were; nothing is written if it changed since
   * @throws ApplyException when the API server refuses
   */
  void setStoredVersion(CustomResourceDefinition crd, String version);
}
