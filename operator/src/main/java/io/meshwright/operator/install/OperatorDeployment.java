package io.meshwright.operator.install;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.OperatorConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Deployment of the operator: one replica leads, the other is ready to. */
final class OperatorDeployment {

  static final String CONTAINER = "operator";
  static final int REPLICAS = 2;

  private OperatorDeployment() {}

  static Deployment of() {
    return new DeploymentBuilder()
        .withMetadata(InstallManifest.metadata(OperatorNames.OPERATOR))
        .withNewSpec()
        .withReplicas(REPLICAS)
        .withNewSelector()
        .withMatchLabels(InstallManifest.SELECTOR)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(InstallManifest.labels())
        .endMetadata()
        .withSpec(pod())
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod() {
    return new PodSpecBuilder()
        .withServiceAccountName(OperatorNames.OPERATOR)
        .withTerminationGracePeriodSeconds(30L)
        .withTopologySpreadConstraints(spread(Labels.ZONE), spread("kubernetes.io/hostname"))
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container())
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity("64Mi"))
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName(OperatorNames.API_AUDIENCE)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(OperatorNames.API_AUDIENCE, 3600L, OperatorNames.API_TOKEN)
        .endSource()
        .endProjected()
        .endVolume()
        .build();
  }

  /** Apart where there is a choice; a cluster of one node runs both replicas on it. */
  private static TopologySpreadConstraint spread(String topology) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey(topology)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(InstallManifest.SELECTOR)
        .endLabelSelector()
        .build();
  }

  private static Container container() {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage("meshwright/operator:" + MeshVersion.NEWEST)
        .withImagePullPolicy("IfNotPresent")
        .addNewEnv()
        .withName("MESHWRIGHT_NAMESPACE")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.namespace")
        .endValueFrom()
        .endEnv()
        .addAllToEnv(images())
        .withPorts(
            port("http-health", Ports.OPERATOR_HEALTH),
            port(InstallManifest.METRICS_PORT, Ports.OPERATOR_METRICS),
            port(InstallManifest.WEBHOOK_PORT, Ports.OPERATOR_WEBHOOK))
        .withStartupProbe(probe("/health/live", 1, 120))
        .withLivenessProbe(probe("/health/live", 10, 3))
        .withReadinessProbe(probe("/health/ready", 5, 3))
        .withNewResources()
        .addToRequests("cpu", new Quantity("50m"))
        .addToRequests("memory", new Quantity("192Mi"))
        .addToLimits("memory", new Quantity("512Mi"))
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(OperatorNames.API_AUDIENCE)
        .withMountPath(OperatorNames.API_TOKEN_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  /** Those of each version that the operator installs, so that a mirror can replace each. */
  private static List<EnvVar> images() {
    return OperatorConfig.of(MeshNames.OPERATOR_NAMESPACE, Map.of()).versions().releases().stream()
        .flatMap(
            release ->
                Stream.of(
                    image("RUNTIME", release, release.images().runtime()),
                    image("PROXY", release, release.images().proxy())))
        .toList();
  }

  private static EnvVar image(String process, MeshRelease release, String reference) {
    return new EnvVarBuilder()
        .withName(OperatorConfig.imageVariable(process, release.version().toString()))
        .withValue(reference)
        .build();
  }

  private static ContainerPort port(String name, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(Ports.OPERATOR_HEALTH)
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
