package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The JSON by which an injected pod says what was added; Istio's form, which its tools read. */
final class PodStatusNote {

  private PodStatusNote() {}

  static String of(Pod injected, UserVolumes users, String revision) {
    Map<String, Object> note = new LinkedHashMap<>();
    note.put("initContainers", own(injected.getSpec().getInitContainers()));
    note.put("containers", own(injected.getSpec().getContainers()));
    note.put(
        "volumes",
        Stream.concat(SidecarNames.VOLUMES.stream(), users.volumes().stream().map(Volume::getName))
            .toList());
    note.put("revision", revision);
    return Serialization.asJson(note);
  }

  private static List<String> own(List<Container> containers) {
    return containers.stream()
        .map(Container::getName)
        .filter(SidecarNames.CONTAINERS::contains)
        .toList();
  }
}
