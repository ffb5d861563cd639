package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.metrics.MetricText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** Deletes the pods of the control plane, and returns when others are ready in their place. */
  void restartRuntime() {
    Set<String> old = names(runtimes());
    client.pods().inNamespace(namespace).withLabel("app", "istiod").delete();
    Patience.await("new pods of the control plane are ready")
        .until(
            () ->
                runtimes().stream()
                    .anyMatch(
                        pod ->
                            !old.contains(pod.getMetadata().getName())
                                && Readiness.getInstance().isReady(pod)));
  }

  /** Sets how many pods the control plane has, and returns when it has them. */
  void scaleRuntime(int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(deployment -> client.resource(deployment).scale(replicas));
    Patience.await(replicas + " pods of the control plane")
        .until(
            () ->
                runtimes().size() == replicas
                    && runtimes().stream().allMatch(Readiness.getInstance()::isReady));
  }

  /** Waits until this many proxies follow the control plane. */
  void awaitProxies(int proxies) {
    Patience.await(proxies + " proxies follow the control plane")
        .ignoreExceptions()
        .until(
            () -> runtimes().stream().mapToDouble(pod -> metrics(pod).sum("pilot_xds")).sum(),
            connected -> connected >= proxies);
  }

  private static Set<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
  }

  /** What a pod of its control plane counts. */
  MetricText metrics(Pod runtime) {
    return new MetricText(
        client.raw(
            "/api/v1/namespaces/%s/pods/%s:15014/proxy/metrics"
                .formatted(namespace, runtime.getMetadata().getName())));
  }
}
