package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.meshwright.crd.naming.MeshNames;
import java.util.List;

/** The volumes of a proxy and where it mounts them (istio-features I14). */
final class SidecarVolumes {

  private static final long TOKEN_SECONDS = 43_200;
  private static final Quantity MEMORY = Quantity.parse("64Mi");

  private SidecarVolumes() {}

  /** {@code trustBundle} is the ConfigMap that has the roots. */
  static List<Volume> all(String trustBundle) {
    return List.of(
        memory(SidecarNames.STATE),
        memory(SidecarNames.TEMPORARY),
        new VolumeBuilder()
            .withName(SidecarNames.POD_INFO)
            .withNewDownwardAPI()
            .addToItems(podInfo("labels"), podInfo("annotations"))
            .endDownwardAPI()
            .build(),
        new VolumeBuilder()
            .withName(SidecarNames.TOKEN)
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken(MeshNames.TOKEN_AUDIENCE, TOKEN_SECONDS, SidecarNames.TOKEN)
            .endSource()
            .endProjected()
            .build(),
        new VolumeBuilder()
            .withName(SidecarNames.ROOTS)
            .withNewConfigMap()
            .withName(trustBundle)
            .endConfigMap()
            .build());
  }

  static List<VolumeMount> mounts() {
    return List.of(
        mount(SidecarNames.STATE, "/etc/istio/proxy", false),
        mount(SidecarNames.TEMPORARY, "/tmp", false),
        mount(SidecarNames.POD_INFO, "/etc/istio/pod", true),
        mount(SidecarNames.TOKEN, "/var/run/secrets/tokens", true),
        mount(SidecarNames.ROOTS, "/var/run/secrets/istio", true));
  }

  private static Volume memory(String name) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(MEMORY)
        .endEmptyDir()
        .build();
  }

  private static io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile podInfo(String what) {
    return new DownwardAPIVolumeFileBuilder()
        .withPath(what)
        .withNewFieldRef("v1", "metadata." + what)
        .build();
  }

  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly ? Boolean.TRUE : null)
        .build();
  }
}
