package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** A mesh that is ready. */
record Mesh(KubernetesClient client, String namespace) {

  /** The pods of its control plane. */
  List<Pod> runtimes() {
    return client.pods().inNamespace(namespace).withLabel("app", "istiod").list().getItems();
  }
}
