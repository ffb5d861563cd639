package io.meshwright.operator.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StrategyDeploymentPermissions;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StrategyDetailsDeployment;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.install.InstallManifest;
import io.meshwright.operator.install.OperatorPermissions;
import io.meshwright.operator.manifest.RbacManifests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the bundle as OLM would read them. */
final class BundleTest {

  private static final Path SOURCE = Path.of("../olm-bundle");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String DIGEST =
      "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir private static Path bundle;
  private static ClusterServiceVersion csv;

  @BeforeAll
  static void write() throws IOException {
    Bundle.write(SOURCE, bundle, "2026-01-01T00:00:00Z", Map.of());
    csv = serviceVersion(bundle);
  }

  private static ClusterServiceVersion serviceVersion(Path bundle) throws IOException {
    return YAML.unmarshal(
        Files.readString(
            bundle.resolve("manifests/meshwright-operator.clusterserviceversion.yaml")),
        ClusterServiceVersion.class);
  }

  private static List<JsonNode> manifests() throws IOException {
    List<JsonNode> manifests = new ArrayList<>();
    try (Stream<Path> files = Files.list(bundle.resolve("manifests"))) {
      for (Path file : files.toList()) {
        manifests.add(YAML.unmarshal(Files.readString(file), JsonNode.class));
      }
    }
    return manifests;
  }

  /** What OLM makes of the ServiceVersion. */
  private static final Set<String> OF_SERVICE_VERSION =
      Set.of(OperatorNames.OPERATOR, OperatorNames.DATA_PLANE_ROLE);

  private static JsonNode tree(Object object) {
    return YAML.unmarshal(YAML.asYaml(object), JsonNode.class);
  }

  private static StrategyDetailsDeployment strategy() {
    return csv.getSpec().getInstall().getSpec();
  }

  @Test
  void permissionsAreTheOperatorsAndNoMore() {
    assertThat(strategy().getClusterPermissions())
        .extracting(StrategyDeploymentPermissions::getRules)
        .containsExactly(
            RbacManifests.rules(OperatorPermissions.cluster()),
            RbacManifests.rules(OperatorPermissions.dataPlane()));
    assertThat(strategy().getPermissions())
        .singleElement()
        .satisfies(
            granted ->
                assertThat(granted.getRules())
                    .isEqualTo(RbacManifests.rules(OperatorPermissions.operatorNamespace())));
  }

  @Test
  void theDeploymentIsThatOfTheManifest() {
    assertThat(strategy().getDeployments())
        .singleElement()
        .satisfies(
            deployment ->
                assertThat(tree(deployment.getSpec()))
                    .isEqualTo(tree(InstallManifest.deployment().getSpec())));
  }

  @Test
  void nothingOfTheManifestIsMissing() throws IOException {
    List<String> bundled =
        manifests().stream().map(object -> object.at("/metadata/name").asText()).toList();

    assertThat(InstallManifest.operator())
        .filteredOn(object -> !(object instanceof Namespace))
        // a NetworkPolicy is not among the kinds that OLM takes
        .filteredOn(object -> !object.getKind().equals("NetworkPolicy"))
        .extracting(HasMetadata::getMetadata)
        .allSatisfy(
            metadata ->
                assertThat(OF_SERVICE_VERSION.contains(metadata.getName()))
                    .as(metadata.getName())
                    .matches(
                        ofServiceVersion ->
                            ofServiceVersion || bundled.contains(metadata.getName())));
    assertThat(manifests()).noneMatch(object -> object.at("/metadata").has("namespace"));
  }

  @Test
  void everyCrdIsOwnedAndDescribed() throws IOException {
    assertThat(csv.getSpec().getCustomresourcedefinitions().getOwned())
        .allSatisfy(owned -> assertThat(owned.getDescription()).isNotBlank())
        .extracting(owned -> owned.getName())
        .isEqualTo(CustomResourceDefinitions.NAMES);
    assertThat(manifests())
        .filteredOn(object -> object.path("kind").asText().equals("CustomResourceDefinition"))
        .hasSameSizeAs(CustomResourceDefinitions.NAMES);
  }

  @Test
  void everyFieldOfAMeshIsDescribed() {
    assertThat(csv.getSpec().getCustomresourcedefinitions().getOwned())
        .filteredOn(owned -> owned.getName().endsWith(".meshwright.io"))
        .hasSize(3)
        .allSatisfy(
            owned ->
                assertThat(owned.getSpecDescriptors())
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(field.getDescription()).isNotBlank()))
        .allSatisfy(
            owned ->
                assertThat(owned.getStatusDescriptors())
                    .filteredOn(field -> field.getPath().equals("conditions"))
                    .singleElement()
                    .satisfies(
                        field ->
                            assertThat(field.getXDescriptors())
                                .containsExactly("urn:alm:descriptor:io.kubernetes.conditions")));
  }

  @Test
  void everyKindHasAnExampleThatItsCrdAccepts() throws IOException {
    JsonNode examples =
        YAML.unmarshal(csv.getMetadata().getAnnotations().get("alm-examples"), JsonNode.class);
    List<String> kinds = new ArrayList<>();
    for (JsonNode example : examples) {
      JsonNode crd =
          manifests().stream()
              .filter(object -> object.at("/spec/names/kind").equals(example.get("kind")))
              .findFirst()
              .orElseThrow();
      kinds.add(crd.at("/metadata/name").asText());
      assertThat(new CrdSchema(crd).problems(example)).as(example.toString()).isEmpty();
      assertThat(example.path("apiVersion").asText())
          .isEqualTo(
              crd.at("/spec/group").asText() + "/" + crd.at("/spec/versions/0/name").asText());
    }
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(CustomResourceDefinitions.NAMES);
  }

  @Test
  void anExampleWithAWrongFieldWouldBeFound() throws IOException {
    JsonNode crd =
        YAML.unmarshal(
            CustomResourceDefinitions.yaml("meshinstallations.meshwright.io"), JsonNode.class);
    JsonNode wrong =
        YAML.unmarshal("---\nspec: {verison: 1, controlPlane: {replicas: many}}", JsonNode.class);

    assertThat(new CrdSchema(crd).problems(wrong)).hasSize(2);
  }

  @Test
  void imagesAreNamedByDigestWhenTheBuildKnowsThem() throws IOException {
    String suffix = "_" + MeshVersion.NEWEST.replace('.', '_').replace('-', '_');
    Path pinned = bundle.resolve("pinned");
    Bundle.write(
        SOURCE,
        pinned,
        "2026-01-01T00:00:00Z",
        Map.of(
            "RELATED_IMAGE_OPERATOR",
            "registry/operator" + DIGEST,
            "RELATED_IMAGE_RUNTIME" + suffix,
            "registry/runtime" + DIGEST,
            "RELATED_IMAGE_PROXY" + suffix,
            "registry/proxy" + DIGEST));
    ClusterServiceVersion version = serviceVersion(pinned);

    assertThat(version.getSpec().getRelatedImages())
        .extracting(image -> image.getImage())
        .contains(
            "registry/operator" + DIGEST, "registry/runtime" + DIGEST, "registry/proxy" + DIGEST);
    assertThat(version.getMetadata().getAnnotations())
        .containsEntry("containerImage", "registry/operator" + DIGEST);
    assertThat(YAML.asYaml(version.getSpec().getInstall()))
        .contains("registry/operator" + DIGEST, "registry/runtime" + DIGEST)
        .doesNotContain("meshwright/runtime:" + MeshVersion.NEWEST);
  }

  @Test
  void everyImageIsRelated() {
    String deployment = YAML.asYaml(strategy());

    assertThat(csv.getSpec().getRelatedImages())
        .extracting(image -> image.getImage())
        .contains(
            "meshwright/operator:" + MeshVersion.NEWEST,
            "meshwright/runtime:" + MeshVersion.NEWEST,
            "meshwright/proxy:" + MeshVersion.NEWEST)
        .allSatisfy(image -> assertThat(deployment).contains(image));
  }

  @Test
  void theCatalogueHasWhatItRequires() throws Exception {
    assertThat(csv.getMetadata().getAnnotations())
        .containsKeys(
            "capabilities", "categories", "containerImage", "createdAt", "repository", "support")
        .allSatisfy((name, value) -> assertThat(value).as(name).isNotBlank());
    assertThat(csv.getMetadata().getName()).isEqualTo("meshwright-operator.v" + MeshVersion.NEWEST);
    assertThat(csv.getSpec().getVersion()).isEqualTo(MeshVersion.NEWEST);
    assertThat(csv.getSpec().getMinKubeVersion()).isEqualTo("1.30.0");
    assertThat(csv.getSpec().getInstallModes())
        .filteredOn(mode -> mode.getSupported())
        .extracting(mode -> mode.getType())
        .containsExactly("AllNamespaces");
    byte[] icon = Base64.getDecoder().decode(csv.getSpec().getIcon().getFirst().getBase64data());
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(icon))
                .getDocumentElement()
                .getTagName())
        .isEqualTo("svg");
  }

  @Test
  void theImageSaysTheSameAsItsMetadata() throws IOException {
    JsonNode annotations =
        YAML.unmarshal(
                Files.readString(bundle.resolve("metadata/annotations.yaml")), JsonNode.class)
            .get("annotations");
    String dockerfile = Files.readString(bundle.resolve("bundle.Dockerfile"));

    assertThat(annotations).hasSize(6);
    annotations
        .properties()
        .forEach(
            label ->
                assertThat(dockerfile)
                    .contains("LABEL " + label.getKey() + "=" + label.getValue().asText()));
  }
}
