package io.meshwright.operator.install;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.manifest.RbacManifests;
import io.meshwright.operator.manifest.StableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that {@code kubectl apply} needs to install the operator, as one YAML. */
public final class InstallManifest {

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final int HTTP = 8080;
  private static final Map<String, String> SELECTOR =
      Map.of(Labels.APP_NAME, OperatorNames.OPERATOR);

  private InstallManifest() {}

  /** Writes the manifest to the file that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, yaml());
  }

  /** The whole text: CRDs first, so that one apply is enough. */
  static String yaml() {
    return Stream.concat(
            CustomResourceDefinitions.NAMES.stream().map(CustomResourceDefinitions::yaml),
            operator().stream().map(object -> StableText.yaml(object).replaceFirst("^---\n", "")))
        .collect(Collectors.joining("---\n"));
  }

  /** The objects of the operator itself. */
  static List<HasMetadata> operator() {
    return List.of(
        new NamespaceBuilder().withMetadata(clusterMetadata(MeshNames.OPERATOR_NAMESPACE)).build(),
        new ServiceAccountBuilder().withMetadata(metadata()).build(),
        new ClusterRoleBuilder()
            .withMetadata(clusterMetadata(OperatorNames.OPERATOR))
            .withRules(RbacManifests.rules(OperatorPermissions.cluster()))
            .build(),
        new ClusterRoleBindingBuilder()
            .withMetadata(clusterMetadata(OperatorNames.OPERATOR))
            .withNewRoleRef(RBAC, "ClusterRole", OperatorNames.OPERATOR)
            .addNewSubject(
                null, "ServiceAccount", OperatorNames.OPERATOR, MeshNames.OPERATOR_NAMESPACE)
            .build(),
        new RoleBuilder()
            .withMetadata(metadata())
            .withRules(RbacManifests.rules(OperatorPermissions.operatorNamespace()))
            .build(),
        new RoleBindingBuilder()
            .withMetadata(metadata())
            .withNewRoleRef(RBAC, "Role", OperatorNames.OPERATOR)
            .addNewSubject(
                null, "ServiceAccount", OperatorNames.OPERATOR, MeshNames.OPERATOR_NAMESPACE)
            .build(),
        deployment());
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(SELECTOR)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(OperatorNames.OPERATOR)
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
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Container container() {
    return new ContainerBuilder()
        .withName("operator")
        .withImage("meshwright/operator:" + MeshVersion.NEWEST)
        .withImagePullPolicy("IfNotPresent")
        .addNewEnv()
        .withName("MESHWRIGHT_NAMESPACE")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.namespace")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName(OperatorConfig.imageVariable("RUNTIME", MeshVersion.NEWEST))
        .withValue("meshwright/runtime:" + MeshVersion.NEWEST)
        .endEnv()
        .addNewEnv()
        .withName(OperatorConfig.imageVariable("PROXY", MeshVersion.NEWEST))
        .withValue("meshwright/proxy:" + MeshVersion.NEWEST)
        .endEnv()
        .addNewPort()
        .withName("http")
        .withContainerPort(HTTP)
        .withProtocol("TCP")
        .endPort()
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

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(HTTP)
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withName(OperatorNames.OPERATOR)
        .withNamespace(MeshNames.OPERATOR_NAMESPACE)
        .withLabels(labels())
        .build();
  }

  private static ObjectMeta clusterMetadata(String name) {
    return new ObjectMetaBuilder().withName(name).withLabels(labels()).build();
  }

  private static Map<String, String> labels() {
    return Map.of(
        Labels.APP_NAME, OperatorNames.OPERATOR,
        Labels.APP_PART_OF, "meshwright",
        Labels.APP_VERSION, MeshVersion.NEWEST);
  }
}
