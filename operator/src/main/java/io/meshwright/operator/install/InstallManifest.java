package io.meshwright.operator.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.manifest.StableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that {@code kubectl apply} needs to install the operator, as one YAML. */
public final class InstallManifest {

  static final Map<String, String> SELECTOR = Map.of(Labels.APP_NAME, OperatorNames.OPERATOR);
  static final String METRICS_PORT = "https-metrics";
  static final String WEBHOOK_PORT = "https-webhook";

  private InstallManifest() {}

  /** Writes the manifest to the first file, and the right to upgrade in place to the second. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), yaml());
    write(Path.of(arguments[1]), yaml(OperatorAccess.optional().stream()));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }

  /** The whole text: CRDs first, so that one apply is enough. */
  static String yaml() {
    return yaml(Stream.concat(CrdBundle.all().values().stream(), operator().stream()));
  }

  private static String yaml(Stream<HasMetadata> objects) {
    return objects
        .map(object -> StableText.yaml(object).replaceFirst("^---\n", ""))
        .collect(Collectors.joining("---\n"));
  }

  /** The objects of the operator itself. */
  public static List<HasMetadata> operator() {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(namespace());
    objects.addAll(OperatorAccess.objects());
    objects.add(metricsService());
    objects.add(webhookService());
    objects.add(networkPolicy());
    objects.add(disruptionBudget());
    objects.add(deployment());
    return List.copyOf(objects);
  }

  /** The operator's Deployment, one of {@link #operator()}. */
  public static Deployment deployment() {
    return OperatorDeployment.of();
  }

  private static Namespace namespace() {
    return new NamespaceBuilder()
        .withMetadata(clusterMetadata(MeshNames.OPERATOR_NAMESPACE))
        .build();
  }

  private static Service metricsService() {
    return new ServiceBuilder()
        .withMetadata(metadata(OperatorNames.METRICS_SERVICE))
        .withNewSpec()
        .withIpFamilyPolicy("PreferDualStack")
        .withSelector(SELECTOR)
        .addNewPort()
        .withName(METRICS_PORT)
        .withPort(Ports.OPERATOR_METRICS)
        .withNewTargetPort(METRICS_PORT)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }

  /** What the API server calls when somebody changes one of Meshwright's own kinds. */
  private static Service webhookService() {
    return new ServiceBuilder()
        .withMetadata(metadata(OperatorNames.ADMISSION_SERVICE))
        .withNewSpec()
        .withIpFamilyPolicy("PreferDualStack")
        .withSelector(SELECTOR)
        .addNewPort()
        .withName(WEBHOOK_PORT)
        .withPort(Ports.WEBHOOK_SERVICE)
        .withNewTargetPort(WEBHOOK_PORT)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }

  /**
   * The webhook for the API server, metrics for all, who then need a token; the kubelet's probes
   * are always let in.
   */
  private static NetworkPolicy networkPolicy() {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(OperatorNames.OPERATOR))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(SELECTOR)
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .addNewPort()
        .withNewPort(Ports.OPERATOR_METRICS)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withNewPort(Ports.OPERATOR_WEBHOOK)
        .withProtocol("TCP")
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }

  /** One replica at a time, and a single one may still be drained. */
  private static PodDisruptionBudget disruptionBudget() {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata(OperatorNames.OPERATOR))
        .withNewSpec()
        .withNewMaxUnavailable(1)
        .withNewSelector()
        .withMatchLabels(SELECTOR)
        .endSelector()
        .endSpec()
        .build();
  }

  static ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(MeshNames.OPERATOR_NAMESPACE)
        .withLabels(labels())
        .build();
  }

  static ObjectMeta clusterMetadata(String name) {
    return new ObjectMetaBuilder().withName(name).withLabels(labels()).build();
  }

  /** Labels of each object. */
  public static Map<String, String> labels() {
    return Map.of(
        Labels.APP_NAME, OperatorNames.OPERATOR,
        Labels.APP_PART_OF, "meshwright",
        Labels.APP_VERSION, MeshVersion.NEWEST);
  }
}
