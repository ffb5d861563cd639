package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier injection left in a pod (istio-features I19).
 *
 * @param present whether there was one
 * @param probes the application's original probes that it took out
 * @param metrics the application's original scrape target that it took out
 * @param users the container that the pod's author wrote, and that it completed
 */
record PreviousInjection(
    boolean present, Optional<String> probes, Optional<String> metrics, Optional<Container> users) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The annotation {@code proxy.istio.io/overrides}. */
  private record Overrides(@Nullable List<Container> containers) {
    List<Container> all() {
      return containers == null ? List.of() : containers;
    }
  }

  /** {@code name} is what errors call the pod. */
  static PreviousInjection of(Pod pod, String name) throws ConfigException {
    if (!PodMaps.annotations(pod).containsKey(Annotations.SIDECAR_STATUS)) {
      return new PreviousInjection(false, Optional.empty(), Optional.empty(), Optional.empty());
    }
    PodSpec spec = pod.getSpec();
    List<EnvVar> env =
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .filter(container -> container.getName().equals(ProxyPod.CONTAINER))
            .findFirst()
            .map(Container::getEnv)
            .orElse(List.of());
    return new PreviousInjection(
        true,
        value(env, SidecarNames.PROBERS_ENV),
        value(env, SidecarNames.METRICS_ENV),
        overridden(pod, name));
  }

  /** A copy of the pod without the containers and volumes of the earlier injection. */
  Pod removedFrom(Pod pod) {
    Pod copy = new PodBuilder(pod).build();
    if (present) {
      PodSpec spec = copy.getSpec();
      spec.setContainers(
          spec.getContainers().stream()
              .flatMap(
                  container ->
                      container.getName().equals(ProxyPod.CONTAINER)
                          ? users.stream()
                          : Stream.of(container))
              .toList());
      spec.setInitContainers(users(spec.getInitContainers()));
      spec.setVolumes(
          spec.getVolumes().stream()
              .filter(volume -> !SidecarNames.VOLUMES.contains(volume.getName()))
              .toList());
    }
    return copy;
  }

  private static Optional<Container> overridden(Pod pod, String name) throws ConfigException {
    String text = PodMaps.annotations(pod).get(Annotations.PROXY_OVERRIDES);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return JSON.readValue(text, Overrides.class).all().stream().findFirst();
    } catch (JsonProcessingException _) {
      String field = PodSettings.field(Annotations.PROXY_OVERRIDES);
      throw new ConfigException(
          new ConfigError(name, field, text, "what an earlier injection has written"));
    }
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
