package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.DnsLabel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod's author adds to the proxy's volumes, and where it mounts them (istio-features I18).
 */
record UserVolumes(List<Volume> volumes, List<VolumeMount> mounts) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VOLUMES =
      "volumes by name, such as {\"certs\": {\"secret\": {\"secretName\": \"certs\"}}}";
  private static final String MOUNTS =
      "mounts by volume, such as {\"certs\": {\"mountPath\": \"/etc/certs\"}}";

  UserVolumes {
    volumes = List.copyOf(volumes);
    mounts = List.copyOf(mounts);
  }

  static UserVolumes read(AnnotationReader reader, Pod pod) {
    List<Volume> volumes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    pod.getSpec().getVolumes().forEach(volume -> names.add(volume.getName()));
    for (ObjectNode written : named(reader, Annotations.USER_VOLUME, VOLUMES)) {
      volume(written)
          .filter(volume -> !SidecarNames.VOLUMES.contains(volume.getName()))
          .ifPresentOrElse(
              volumes::add, () -> reader.bad(Annotations.USER_VOLUME, written.toString(), VOLUMES));
    }
    volumes.forEach(volume -> names.add(volume.getName()));
    List<VolumeMount> mounts = new ArrayList<>();
    for (ObjectNode written : named(reader, Annotations.USER_VOLUME_MOUNT, MOUNTS)) {
      Optional<VolumeMount> mount = mount(written);
      if (mount.isEmpty()) {
        reader.bad(Annotations.USER_VOLUME_MOUNT, written.toString(), MOUNTS);
      } else if (!names.contains(mount.get().getName())) {
        reader.bad(
            Annotations.USER_VOLUME_MOUNT,
            mount.get().getName(),
            "the name of a volume of the pod");
      } else if (taken(mount.get().getMountPath())) {
        reader.bad(
            Annotations.USER_VOLUME_MOUNT,
            mount.get().getMountPath(),
            "a path where the proxy has no volume of its own");
      } else {
        mounts.add(mount.get());
      }
    }
    return new UserVolumes(volumes, mounts);
  }

  /** Both forms in use: an object by names, and a list of objects with names. */
  private static List<ObjectNode> named(AnnotationReader reader, String key, String expected) {
    Optional<JsonNode> json = reader.json(key, expected);
    List<ObjectNode> objects = new ArrayList<>();
    boolean good = json.isEmpty() || json.get().isContainerNode();
    if (json.isPresent() && json.get() instanceof ObjectNode byName) {
      byName
          .properties()
          .forEach(
              entry -> {
                if (entry.getValue() instanceof ObjectNode value) {
                  objects.add(value.deepCopy().put("name", entry.getKey()));
                }
              });
      good = objects.size() == byName.size();
    } else if (json.isPresent()) {
      json.get().elements().forEachRemaining(item -> addObject(objects, item));
      good = good && objects.size() == json.get().size();
    }
    if (!good) {
      reader.bad(key, reader.text(key).orElse(""), expected);
      return List.of();
    }
    return objects;
  }

  private static void addObject(List<ObjectNode> objects, JsonNode item) {
    if (item instanceof ObjectNode object) {
      objects.add(object);
    }
  }

  /** A volume with a name and exactly one source, all of which the API knows. */
  private static Optional<Volume> volume(ObjectNode written) {
    try {
      Volume volume = JSON.treeToValue(written, Volume.class);
      boolean good =
          written.size() == 2
              && volume.getAdditionalProperties().isEmpty()
              && DnsLabel.isOne(String.valueOf(volume.getName()));
      return good ? Optional.of(volume) : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static Optional<VolumeMount> mount(ObjectNode written) {
    try {
      VolumeMount mount = JSON.treeToValue(written, VolumeMount.class);
      boolean good =
          mount.getAdditionalProperties().isEmpty()
              && mount.getName() != null
              && mount.getMountPath() != null
              && !mount.getMountPath().isEmpty();
      return good ? Optional.of(mount) : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static boolean taken(String path) {
    return SidecarVolumes.mounts().stream().anyMatch(own -> own.getMountPath().equals(path));
  }
}
