package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.meshwright.crd.naming.Annotations;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an earlier injection left in a pod (istio-features I19).
 *
 * @param present whether there was one
 * @param probes the application's original probes that it took out
 * @param metrics the application's original scrape target that it took out
 */
record PreviousInjection(boolean present, Optional<String> probes, Optional<String> metrics) {

  static PreviousInjection of(Pod pod) {
    if (!PodMaps.annotations(pod).containsKey(Annotations.SIDECAR_STATUS)) {
      return new PreviousInjection(false, Optional.empty(), Optional.empty());
    }
    PodSpec spec = pod.getSpec();
    List<EnvVar> env =
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .filter(container -> container.getName().equals(SidecarNames.PROXY))
            .findFirst()
            .map(Container::getEnv)
            .orElse(List.of());
    return new PreviousInjection(
        true, value(env, SidecarNames.PROBERS_ENV), value(env, SidecarNames.METRICS_ENV));
  }

  /** A copy of the pod without the containers and volumes of the earlier injection. */
  Pod removedFrom(Pod pod) {
    Pod copy = new PodBuilder(pod).build();
    if (present) {
      PodSpec spec = copy.getSpec();
      spec.setContainers(users(spec.getContainers()));
      spec.setInitContainers(users(spec.getInitContainers()));
      spec.setVolumes(
          spec.getVolumes().stream()
              .filter(volume -> !SidecarNames.VOLUMES.contains(volume.getName()))
              .toList());
    }
    return copy;
  }

  private static List<Container> users(List<Container> containers) {
    return containers.stream()
        .filter(container -> !SidecarNames.CONTAINERS.contains(container.getName()))
        .toList();
  }

  private static Optional<String> value(List<EnvVar> env, String name) {
    return env.stream()
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .map(EnvVar::getValue);
  }
}
