package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.Resources;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.ProxyPod;

/**
 * The Deployment of a gateway: a pod with an empty container, which injection makes a proxy of. Its
 * form is that of Istio's chart {@code gateway}.
 */
final class GatewayDeployment {

  private GatewayDeployment() {}

  static Deployment of(GatewayPlan plan, GatewayProxy proxy) {
    return new DeploymentBuilder()
        .withMetadata(GatewayManifests.metadata(plan))
        .withNewSpec()
        .withReplicas(plan.scaling().replicas().orElse(null))
        .withNewSelector()
        .withMatchLabels(plan.selector())
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxSurge("25%")
        // who serves goes only when another one is ready in his place
        .withNewMaxUnavailable(0)
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(plan.labels())
        .addToLabels(Labels.APP_VERSION, proxy.version())
        .addToLabels(Labels.REVISION, proxy.revision())
        .addToLabels(Labels.SIDECAR_INJECT, "true")
        .addToLabels(OperatorNames.OWNER_KIND, MeshInstallation.KIND)
        .addToLabels(OperatorNames.OWNER_NAME, plan.mesh())
        .addToAnnotations(Annotations.INJECT_TEMPLATES, ProxyPod.GATEWAY_TEMPLATE)
        .addToAnnotations(OperatorNames.CONFIG_HASH, proxy.configuration())
        .endMetadata()
        .withSpec(pod(plan))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(GatewayPlan plan) {
    return Placement.pod(plan.gateway(), plan.selector())
        .withServiceAccountName(plan.gateway().name())
        .withTerminationGracePeriodSeconds(30L)
        .withNewSecurityContext()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .addNewSysctl(ProxyPod.LOWEST_FREE_PORT, "0")
        .endSecurityContext()
        .withContainers(container(plan.gateway().resources()))
        .build();
  }

  private static Container container(Resources resources) {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName(ProxyPod.CONTAINER)
            .withImage(ProxyPod.AUTOMATIC_IMAGE)
            .withNewSecurityContext()
            .withRunAsUser((long) ProxyPod.PROXY_ID)
            .withRunAsGroup((long) ProxyPod.PROXY_ID)
            .withRunAsNonRoot(true)
            .withPrivileged(false)
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext();
    return resources.equals(Resources.none())
        ? container.build()
        : container.withResources(Placement.resources(resources)).build();
  }
}
