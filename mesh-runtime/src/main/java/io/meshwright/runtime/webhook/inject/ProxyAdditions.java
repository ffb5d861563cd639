package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What each pod with a proxy gets besides containers, and names that are not its author's. */
final class ProxyAdditions {
  private ProxyAdditions() {}

  /** Adds volumes and pull secrets; changes {@code spec}. */
  static void apply(PodSpec spec, InjectionConfig config, UserVolumes users) {
    List<Volume> volumes = new ArrayList<>(spec.getVolumes());
    volumes.addAll(SidecarVolumes.all(config.trustBundle()));
    volumes.addAll(users.volumes());
    spec.setVolumes(volumes);
    List<LocalObjectReference> secrets = new ArrayList<>(spec.getImagePullSecrets());
    config.values().imagePullSecrets().stream()
        .map(LocalObjectReference::new)
        .filter(secret -> !secrets.contains(secret))
        .forEach(secrets::add);
    spec.setImagePullSecrets(secrets);
  }

  /** Refuses volumes of the proxy that somebody else has put there. */
  static void requireNoForeignVolumes(PodSpec spec, UserVolumes users, String pod)
      throws ConfigException {
    Set<String> taken = new HashSet<>(SidecarNames.VOLUMES);
    users.volumes().forEach(volume -> taken.add(volume.getName()));
    List<ConfigError> errors =
        spec.getVolumes().stream()
            .map(Volume::getName)
            .filter(taken::contains)
            .map(
                volume ->
                    new ConfigError(
                        pod, "spec.volumes", "a volume " + volume, "no volume of that name"))
            .toList();
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
