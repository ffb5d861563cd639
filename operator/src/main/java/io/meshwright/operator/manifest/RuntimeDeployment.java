package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.ControlPlane;
import io.meshwright.crd.mesh.v1alpha1.Resources;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Deployment of a revision's runtime. */
final class RuntimeDeployment {

  static final String CONTAINER = "discovery";

  private static final String TMP = "tmp";

  private static final Resources RESOURCES =
      new Resources(Map.of("cpu", "100m", "memory", "256Mi"), Map.of("memory", "1Gi"));

  private RuntimeDeployment() {}

  static Deployment of(RevisionPlan plan) {
    return new DeploymentBuilder()
        .withMetadata(RevisionManifests.metadata(plan, plan.names().runtime()))
        .withNewSpec()
        .withReplicas(plan.scaling().replicas().orElse(null))
        .withNewSelector()
        .withMatchLabels(plan.selector())
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxSurge("100%")
        .withNewMaxUnavailable("25%")
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(plan.labels())
        .addToLabels(component(plan))
        // the control plane has no sidecar
        .addToLabels(Labels.SIDECAR_INJECT, "false")
        .endMetadata()
        .withSpec(pod(plan))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** {@code istioctl version} shows it; older scripts select by it. */
  private static Map<String, String> component(RevisionPlan plan) {
    return plan.form().namesComponent() ? Map.of(Labels.COMPONENT, "pilot") : Map.of();
  }

  private static PodSpec pod(RevisionPlan plan) {
    ControlPlane size = plan.spec().controlPlane();
    return Placement.pod(size, plan.selector())
        .withServiceAccountName(plan.names().runtime())
        .withTerminationGracePeriodSeconds(30L)
        .withImagePullSecrets(
            plan.spec().images().pullSecrets().stream()
                .map(name -> new LocalObjectReferenceBuilder().withName(name).build())
                .toList())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(plan))
        .addNewVolume()
        .withName(TMP)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity("64Mi"))
        .endEmptyDir()
        .endVolume()
        .build();
  }

  private static Container container(RevisionPlan plan) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(plan.images().runtime())
        .withImagePullPolicy(plan.spec().images().pullPolicy().name())
        .withArgs(arguments(plan))
        .withEnv(environment(plan))
        .withPorts(
            port("grpc-xds", Ports.RUNTIME_GRPC),
            port("http-monitoring", Ports.RUNTIME_MONITORING),
            port("https-webhook", Ports.RUNTIME_WEBHOOK),
            port("http-ready", Ports.RUNTIME_READINESS))
        .withReadinessProbe(probe(3, 3))
        // a JVM that starts on a busy node is not a dead one
        .withStartupProbe(probe(1, 120))
        .withResources(
            Placement.resources(plan.spec().controlPlane().resources().orElse(RESOURCES)))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(TMP)
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private static List<String> arguments(RevisionPlan plan) {
    List<String> arguments = new ArrayList<>();
    arguments.add("discovery");
    arguments.add("--revision=" + plan.names().revision());
    arguments.add("--root-namespace=" + plan.namespace());
    arguments.add("--trust-domain=" + plan.spec().meshConfig().trustDomain());
    String trustBundle = plan.spec().trust().bundleName();
    // version 0.1.0 does not know the argument, and has no other name: see VersionLimits
    if (!trustBundle.equals(MeshNames.ROOT_CONFIG_MAP)) {
      arguments.add("--trust-bundle-name=" + trustBundle);
    }
    return arguments;
  }

  private static List<EnvVar> environment(RevisionPlan plan) {
    List<EnvVar> environment = new ArrayList<>();
    environment.add(field("POD_NAME", "metadata.name"));
    switch (plan.form()) {
      case V1 -> {}
      case V2 ->
          environment.add(
              new EnvVarBuilder()
                  .withName("MESHWRIGHT_OPERATOR_ACCOUNT")
                  .withValue(plan.operatorNamespace() + "/" + OperatorNames.OPERATOR)
                  .build());
    }
    return environment;
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", path)
        .endValueFrom()
        .build();
  }

  private static ContainerPort port(String name, int port) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(port)
        .withProtocol("TCP")
        .build();
  }

  private static Probe probe(int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/ready")
        .withNewPort(Ports.RUNTIME_READINESS)
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
