package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/**
 * A mesh that is ready.
 *
 * @param namespace of its control plane
 * @param revision the one that was active when it became ready
 */
record Mesh(KubernetesClient client, String namespace, String revision) {

  /** The pods of its control plane. */
  List<Pod> runtimes() {
    return client.pods().inNamespace(namespace).withLabel("app", "istiod").list().getItems();
  }

  /** What a pod of its control plane counts. */
  MetricText metrics(Pod runtime) {
    return new MetricText(
        client.raw(
            "/api/v1/namespaces/%s/pods/%s:15014/proxy/metrics"
                .formatted(namespace, runtime.getMetadata().getName())));
  }
}
