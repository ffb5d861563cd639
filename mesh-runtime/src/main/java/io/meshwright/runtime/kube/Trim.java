package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.meshwright.runtime.discovery.CredentialParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out what the mesh does not read, because a large cluster's pods are most of what the
 * runtime remembers. Changes the object that it is given, which belongs to the informer.
 */
final class Trim {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Trim() {}

  static <T extends HasMetadata> T trim(T resource) {
    resource.getMetadata().setManagedFields(List.of());
    if (resource.getMetadata().getAnnotations() != null) {
      resource.getMetadata().getAnnotations().remove(LAST_APPLIED);
    }
    if (resource instanceof Pod pod) {
      pod.setSpec(spec(pod.getSpec()));
      pod.setStatus(status(pod.getStatus()));
    } else if (resource instanceof Secret secret && secret.getData() != null) {
      secret.setData(certificates(secret.getData()));
    } else if (resource instanceof Node node) {
      node.setSpec(null);
      node.setStatus(null);
    }
    return resource;
  }

  private static Map<String, String> certificates(Map<String, String> data) {
    Map<String, String> kept = new HashMap<>(data);
    kept.keySet().retainAll(CredentialParser.KEYS);
    return kept;
  }

  private static PodSpec spec(PodSpec spec) {
    return new PodSpecBuilder()
        .withNodeName(spec.getNodeName())
        .withServiceAccountName(spec.getServiceAccountName())
        .withHostNetwork(spec.getHostNetwork())
        .withHostname(spec.getHostname())
        .withSubdomain(spec.getSubdomain())
        .withContainers(ports(spec.getContainers()))
        .withInitContainers(ports(spec.getInitContainers()))
        .build();
  }

  private static List<Container> ports(List<Container> containers) {
    return containers.stream()
        .map(
            container ->
                new ContainerBuilder()
                    .withName(container.getName())
                    .withRestartPolicy(container.getRestartPolicy())
                    .withPorts(container.getPorts())
                    .build())
        .toList();
  }

  private static PodStatus status(PodStatus status) {
    return new PodStatusBuilder()
        .withPhase(status.getPhase())
        .withPodIP(status.getPodIP())
        .withPodIPs(status.getPodIPs())
        .withHostIP(status.getHostIP())
        .withConditions(status.getConditions())
        .build();
  }
}
