package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What each pod with a proxy gets besides containers, and names that are not its author's. */
final class ProxyAdditions {
  private ProxyAdditions() {}

  /** Adds volumes and pull secrets; changes {@code spec}. */
  static void apply(PodSpec spec, InjectionConfig config) {
    List<Volume> volumes = new ArrayList<>(spec.getVolumes());
    volumes.addAll(SidecarVolumes.all(config.trustBundle()));
    spec.setVolumes(volumes);
    List<LocalObjectReference> secrets = new ArrayList<>(spec.getImagePullSecrets());
    config.values().imagePullSecrets().stream()
        .map(LocalObjectReference::new)
        .filter(secret -> !secrets.contains(secret))
        .forEach(secrets::add);
    spec.setImagePullSecrets(secrets);
  }

  /**
   * Refuses containers and volumes of the proxy that somebody else has put there.
   *
   * @param containers names that are taken
   */
  static void requireNoForeign(PodSpec spec, Collection<String> containers, String pod)
      throws ConfigException {
    List<ConfigError> errors = new ArrayList<>();
    errors.addAll(foreign(pod, "spec.containers", spec.getContainers(), containers));
    errors.addAll(foreign(pod, "spec.initContainers", spec.getInitContainers(), containers));
    spec.getVolumes().stream()
        .map(Volume::getName)
        .filter(SidecarNames.VOLUMES::contains)
        .forEach(
            volume ->
                errors.add(
                    new ConfigError(
                        pod, "spec.volumes", "a volume " + volume, "no volume of that name")));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private static List<ConfigError> foreign(
      String pod, String field, List<Container> containers, Collection<String> taken) {
    return containers.stream()
        .map(Container::getName)
        .filter(taken::contains)
        .map(
            container ->
                new ConfigError(
                    pod,
                    field,
                    "a container " + container,
                    "no container of that name: merging one is not supported yet"))
        .toList();
  }
}
