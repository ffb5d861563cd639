package io.meshwright.operator.bundle;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersionBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.InstallMode;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.NamedInstallStrategy;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.NamedInstallStrategyBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.RelatedImage;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.install.InstallManifest;
import io.meshwright.operator.install.OperatorPermissions;
import io.meshwright.operator.manifest.RbacManifests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ClusterServiceVersion: what OLM installs, and what its catalogue shows. */
final class ServiceVersion {

  private static final String URL = "https://meshwright.io";

  /** As far as tests show it: docs/adr/0006-packaging.md. */
  private static final String CAPABILITIES = "Seamless Upgrades";

  private ServiceVersion() {}

  static ClusterServiceVersion of(BundleTexts texts, UpgradeGraph graph, ImageReferences images) {
    return new ClusterServiceVersionBuilder()
        .withMetadata(metadata(texts, graph, images))
        .withNewSpec()
        .withDisplayName("Meshwright")
        .withDescription(texts.description())
        .addNewIcon(
            Base64.getEncoder().encodeToString(texts.icon().getBytes(StandardCharsets.UTF_8)),
            "image/svg+xml")
        .withVersion(graph.head())
        .withReplaces(graph.replaced().map(UpgradeGraph::name).orElse(null))
        .withMaturity("alpha")
        .withMinKubeVersion("1.30.0")
        .withKeywords("service mesh", "istio", "envoy", "traffic", "mtls")
        .addNewMaintainer("maintainers@meshwright.io", "Meshwright")
        .withNewProvider("Meshwright", URL)
        .addNewLink("Meshwright", URL)
        .withInstallModes(
            new InstallMode(false, "OwnNamespace"),
            new InstallMode(false, "SingleNamespace"),
            new InstallMode(false, "MultiNamespace"),
            new InstallMode(true, "AllNamespaces"))
        .withNewCustomresourcedefinitions()
        .withOwned(OwnedCrds.all())
        .endCustomresourcedefinitions()
        .withInstall(strategy(images))
        .withRelatedImages(
            images.byVariable().entrySet().stream()
                .map(
                    image ->
                        new RelatedImage(image.getValue(), ImageReferences.name(image.getKey())))
                .toList())
        .endSpec()
        .build();
  }

  private static ObjectMeta metadata(
      BundleTexts texts, UpgradeGraph graph, ImageReferences images) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("alm-examples", texts.examples());
    annotations.put("capabilities", CAPABILITIES);
    annotations.put("categories", "Networking");
    annotations.put("containerImage", images.operator());
    annotations.put("createdAt", texts.createdAt());
    annotations.put("description", "A service mesh whose whole life the operator leads");
    annotations.put("repository", URL);
    annotations.put("support", "Meshwright");
    annotations.put("operatorframework.io/suggested-namespace", MeshNames.OPERATOR_NAMESPACE);
    // revisions are made by the operator
    annotations.put(
        "operators.operatorframework.io/internal-objects", "[\"meshrevisions.meshwright.io\"]");
    annotations.put("features.operators.openshift.io/disconnected", "true");
    for (String feature :
        List.of(
            "fips-compliant",
            "proxy-aware",
            "tls-profiles",
            "token-auth-aws",
            "cnf",
            "cni",
            "csi")) {
      annotations.put("features.operators.openshift.io/" + feature, "false");
    }
    graph
        .replaced()
        .ifPresent(
            _ ->
                annotations.put(
                    "olm.skipRange", ">=" + graph.versions().getFirst() + " <" + graph.head()));
    return new ObjectMetaBuilder()
        .withName(UpgradeGraph.name(graph.head()))
        .withAnnotations(annotations)
        .addToLabels("operatorframework.io/arch.amd64", "supported")
        .addToLabels("operatorframework.io/os.linux", "supported")
        .build();
  }

  private static NamedInstallStrategy strategy(ImageReferences images) {
    DeploymentSpec deployment = InstallManifest.deployment().getSpec();
    images.into(deployment);
    return new NamedInstallStrategyBuilder()
        .withStrategy("deployment")
        .withNewSpec()
        .addNewClusterPermission()
        .withServiceAccountName(OperatorNames.OPERATOR)
        .withRules(RbacManifests.rules(OperatorPermissions.cluster()))
        .endClusterPermission()
        .addNewClusterPermission()
        .withServiceAccountName(OperatorNames.OPERATOR)
        .withRules(RbacManifests.rules(OperatorPermissions.dataPlane()))
        .endClusterPermission()
        .addNewPermission()
        .withServiceAccountName(OperatorNames.OPERATOR)
        .withRules(RbacManifests.rules(OperatorPermissions.operatorNamespace()))
        .endPermission()
        .addNewDeployment()
        .withName(OperatorNames.OPERATOR)
        .withLabel(InstallManifest.labels())
        .withSpec(deployment)
        .endDeployment()
        .endSpec()
        .build();
  }
}
