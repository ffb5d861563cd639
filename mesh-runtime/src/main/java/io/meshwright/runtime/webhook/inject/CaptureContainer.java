package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.meshwright.runtime.capture.CaptureRules;
import io.meshwright.runtime.capture.CaptureScript;
import io.meshwright.runtime.model.name.IpAddress.Family;

/** The init container that applies the capture rules (istio-features I11, design D7). */
final class CaptureContainer {

  private CaptureContainer() {}

  static Container of(InjectionConfig config, PodSettings settings) {
    return new ContainerBuilder()
        .withName(SidecarNames.CAPTURE)
        .withImage(settings.image())
        .withImagePullPolicy(config.values().imagePullPolicy())
        .withCommand(CaptureScript.command())
        .withEnv(
            EnvVars.field(CaptureScript.ADDRESSES, "status.podIPs"),
            EnvVars.value(
                CaptureScript.RULES_V4, CaptureRules.render(settings.capture(), Family.IPV4)),
            EnvVars.value(
                CaptureScript.RULES_V6, CaptureRules.render(settings.capture(), Family.IPV6)))
        .withResources(settings.resources())
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withPrivileged(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .withRunAsNonRoot(false)
        .withNewCapabilities()
        .addToAdd("NET_ADMIN", "NET_RAW")
        .addToDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .build();
  }
}
