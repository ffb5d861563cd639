package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Informers of one object each, which begin again whatever goes wrong. */
final class NamedObjectInformer {

  private NamedObjectInformer() {}

  /**
   * Makes an informer that its caller starts and stops.
   *
   * @param there called for an object that came or changed, on the informer's thread
   * @param gone called for one that went, on the same
   */
  static <T extends HasMetadata, L extends KubernetesResourceList<T>> SharedIndexInformer<T> of(
      MixedOperation<T, L, Resource<T>> objects,
      String namespace,
      String name,
      Runnable there,
      Runnable gone) {
    SharedIndexInformer<T> informer =
        objects.inNamespace(namespace).withField("metadata.name", name).runnableInformer(0);
    informer.exceptionHandler((_, _) -> true);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            there.run();
          }

          @Override
          public void onUpdate(T before, T object) {
            there.run();
          }

          @Override
          public void onDelete(T object, boolean finalStateUnknown) {
            gone.run();
          }
        });
    return informer;
  }
}
