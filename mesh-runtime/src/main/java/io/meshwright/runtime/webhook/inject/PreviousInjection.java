package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.xds.ConfigException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an earlier injection left in a pod (istio-features I19).
 *
 * @param present whether there was one
 * @param probes the application's original probes that it took out
 * @param metrics the application's original scrape target that it took out
 * @param users what the pod's author wrote, and it completed
 * @param volumes that it added
 */
record PreviousInjection(
    boolean present,
    Optional<String> probes,
    Optional<String> metrics,
    UserContainers users,
    Set<String> volumes) {

  private static final PreviousInjection NONE =
      new PreviousInjection(
          false, Optional.empty(), Optional.empty(), UserContainers.NONE, Set.of());

  /** {@code name} is what errors call the pod. */
  static PreviousInjection of(Pod pod, String name) throws ConfigException {
    String status = PodMaps.annotations(pod).get(Annotations.SIDECAR_STATUS);
    if (status == null) {
      return NONE;
    }
    PodSpec spec = pod.getSpec();
    List<EnvVar> env =
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .filter(container -> ProxyPod.CONTAINER.equals(container.getName()))
            .findFirst()
            .map(Container::getEnv)
            .orElse(List.of());
    return new PreviousInjection(
        true,
        value(env, SidecarNames.PROBERS_ENV),
        value(env, SidecarNames.METRICS_ENV),
        UserContainers.remembered(pod, name),
        volumes(
            Documents.object(status, name, AnnotationReader.field(Annotations.SIDECAR_STATUS))));
  }

  /** A copy of the pod without the containers and volumes of the earlier injection. */
  Pod removedFrom(Pod pod) {
    Pod copy = new PodBuilder(pod).build();
    if (present) {
      PodSpec spec = copy.getSpec();
      spec.setContainers(UserContainers.restored(spec.getContainers(), users.containers()));
      spec.setInitContainers(
          UserContainers.restored(spec.getInitContainers(), users.initContainers()));
      spec.setVolumes(
          spec.getVolumes().stream()
              .filter(volume -> !volumes.contains(volume.getName()))
              .toList());
    }
    return copy;
  }

  private static Set<String> volumes(ObjectNode status) {
    Set<String> volumes = new HashSet<>(SidecarNames.VOLUMES);
    status.path("volumes").forEach((JsonNode volume) -> volumes.add(volume.asText()));
    return volumes;
  }

  private static Optional<String> value(List<EnvVar> env, String name) {
    return env.stream()
        .filter(variable -> name.equals(variable.getName()))
        .findFirst()
        .map(EnvVar::getValue);
  }
}
