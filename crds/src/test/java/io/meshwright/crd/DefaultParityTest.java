package io.meshwright.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.Analysis;
import io.meshwright.crd.mesh.v1alpha1.AnalysisMetric;
import io.meshwright.crd.mesh.v1alpha1.ControlPlane;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A default is said twice: in the schema for users, in the compact constructor for us. */
final class DefaultParityTest {

  private final ObjectMapper mapper = new ObjectMapper();
  private final KubernetesSerialization kubernetes = new KubernetesSerialization();

  @TempDir Path scratch;

  @Test
  void schemaAndRecordsHaveTheSameDefaults() throws IOException {
    ObjectNode filled = mapper.createObjectNode();
    fillDefaults(spec("meshinstallations.meshwright.io"), filled);

    MeshInstallationSpec bySchema =
        kubernetes.unmarshal(filled.toString(), MeshInstallationSpec.class);
    JsonNode byRecord = mapper.readTree(kubernetes.asJson(MeshInstallationSpec.defaults()));

    assertThat(bySchema).isEqualTo(MeshInstallationSpec.defaults());
    assertThat(filled).isEqualTo(byRecord);
  }

  /** The defaults of a mesh, which an installation's profile and spec lie over. */
  @Test
  void aRevisionsSchemaAndRecordsHaveTheSameDefaults() throws IOException {
    ObjectNode filled = mapper.createObjectNode().put("version", "1.2.3").put("namespace", "mesh");
    fillDefaults(spec("meshrevisions.meshwright.io"), filled);

    MeshRevisionSpec defaults = MeshRevisionSpec.defaults("1.2.3", "mesh");
    assertThat(kubernetes.unmarshal(filled.toString(), MeshRevisionSpec.class)).isEqualTo(defaults);
    assertThat(filled).isEqualTo(mapper.readTree(kubernetes.asJson(defaults)));
  }

  @Test
  void autoscalingHasTheDefaultsOfItsSchemaAndLeavesReplicasAlone() throws IOException {
    JSONSchemaProps controlPlane =
        Objects.requireNonNull(
            spec("meshrevisions.meshwright.io").getProperties().get("controlPlane"));
    ObjectNode filled = mapper.createObjectNode();
    filled.putObject("autoscaling");
    fillDefaults(controlPlane, filled);

    ControlPlane bySchema = kubernetes.unmarshal(filled.toString(), ControlPlane.class);
    assertThat(bySchema)
        .isEqualTo(kubernetes.unmarshal("{\"autoscaling\": {}}", ControlPlane.class));
    assertThat(bySchema.replicas()).isNull();
    assertThat(filled).isEqualTo(mapper.readTree(kubernetes.asJson(bySchema)));
  }

  @Test
  void aGatewayHasTheDefaultsOfItsSchema() throws IOException {
    JSONSchemaProps gateway = items(spec("meshinstallations.meshwright.io"), "gateways");
    ObjectNode filled = mapper.createObjectNode().put("name", "ingress");
    fillDefaults(gateway, filled);
    JSONSchemaProps port = items(property(gateway, "service"), "ports");
    filled
        .withObjectProperty("service")
        .withArrayProperty("ports")
        .forEach(item -> fillDefaults(port, (ObjectNode) item));

    ManagedGateway bySchema = kubernetes.unmarshal(filled.toString(), ManagedGateway.class);
    assertThat(bySchema)
        .isEqualTo(kubernetes.unmarshal("{\"name\": \"ingress\"}", ManagedGateway.class));
    // beside what the schema cannot say: replicas, which autoscaling excludes
    assertThat(filled.put("replicas", 1)).isEqualTo(mapper.readTree(kubernetes.asJson(bySchema)));
  }

  @Test
  void anAnalysisHasTheDefaultsOfItsSchema() throws IOException {
    JSONSchemaProps analysis = property(spec("meshinstallations.meshwright.io"), "analysis");
    ObjectNode filled = mapper.createObjectNode();
    fillDefaults(analysis, filled);

    assertThat(kubernetes.unmarshal(filled.toString(), Analysis.class))
        .isEqualTo(Analysis.defaults());
    assertThat(kubernetes.unmarshal("{}", Analysis.class)).isEqualTo(Analysis.defaults());
    assertThat(filled).isEqualTo(mapper.readTree(kubernetes.asJson(Analysis.defaults())));

    ObjectNode metric = mapper.createObjectNode();
    metric.putObject("successRate");
    metric.putObject("latency");
    fillDefaults(items(analysis, "metrics"), metric);
    assertThat(kubernetes.unmarshal(metric.toString(), AnalysisMetric.class))
        .isEqualTo(
            kubernetes.unmarshal("{\"successRate\": {}, \"latency\": {}}", AnalysisMetric.class));
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name));
  }

  private static JSONSchemaProps items(JSONSchemaProps schema, String name) {
    return property(schema, name).getItems().getSchema();
  }

  /** Otherwise nobody could tell a default from what a user wrote, and profiles were in vain. */
  @Test
  void whatAProfileCanSetHasNoSchemaDefault() throws IOException {
    JSONSchemaProps installation = spec("meshinstallations.meshwright.io");
    List<String> layers = GeneratedCrds.overlays("MeshInstallation");

    assertThat(layers)
        .containsExactly("controlPlane", "meshConfig", "injection", "trust", "images");
    for (String layer : layers) {
      List<String> defaulted = new ArrayList<>();
      collectDefaulted(
          layer, Objects.requireNonNull(installation.getProperties().get(layer)), defaulted);
      assertThat(defaulted).isEmpty();
    }
  }

  /** The words that replace the schema's defaults there are those of the revision's schema. */
  @Test
  void theDescriptionsOfBothKindsStateTheSameDefaults() throws IOException {
    JSONSchemaProps installation = spec("meshinstallations.meshwright.io");
    JSONSchemaProps revision = spec("meshrevisions.meshwright.io");
    List<String> stated = new ArrayList<>();
    for (String layer : GeneratedCrds.overlays("MeshInstallation")) {
      collectStated(
          layer,
          Objects.requireNonNull(installation.getProperties().get(layer)),
          Objects.requireNonNull(revision.getProperties().get(layer)),
          stated);
    }
    assertThat(stated)
        .contains(
            "meshConfig.trustDomain=cluster.local",
            "injection.nativeSidecar=true",
            "trust.bundleName=istio-ca-root-cert",
            "images.pullPolicy=IfNotPresent",
            "controlPlane.disruptionBudget.maxUnavailable=1");
  }

  @Test
  void anAbsentFieldIsItsDefault() {
    assertThat(kubernetes.unmarshal("{}", MeshInstallationSpec.class))
        .isEqualTo(MeshInstallationSpec.defaults());
  }

  @Test
  void aLayerKeepsWhatWasWrittenAndNothingElse() {
    String written = "{\"controlPlane\":{\"replicas\":1},\"meshConfig\":{}}";

    MeshInstallationSpec spec = kubernetes.unmarshal(written, MeshInstallationSpec.class);

    assertThat(spec.controlPlane()).hasToString("{\"replicas\":1}");
    assertThat(spec.meshConfig().isEmpty()).isTrue();
    assertThat(kubernetes.clone(spec)).isEqualTo(spec);
  }

  /** The Java Operator SDK applies such an object to set a finalizer, by force. */
  @Test
  void anInstallationWithoutSpecClaimsNoField() throws IOException {
    assertThat(mapper.readTree(kubernetes.asJson(new MeshInstallation())).has("spec")).isFalse();
  }

  @Test
  void aFieldOfANewerSchemaIsIgnored() {
    assertThat(kubernetes.unmarshal("{\"notYet\": {\"x\": 1}}", MeshInstallationSpec.class))
        .isEqualTo(MeshInstallationSpec.defaults());
  }

  private JSONSchemaProps spec(String crdName) throws IOException {
    var crd = Objects.requireNonNull(GeneratedCrds.generate(scratch).get(crdName));
    var root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    return Objects.requireNonNull(root.getProperties().get("spec"));
  }

  private static void collectDefaulted(String path, JSONSchemaProps schema, List<String> found) {
    if (schema.getDefault() != null) {
      found.add(path);
    }
    schema
        .getProperties()
        .forEach((name, property) -> collectDefaulted(path + "." + name, property, found));
  }

  private static void collectStated(
      String path, JSONSchemaProps layer, JSONSchemaProps complete, List<String> stated) {
    if (complete.getDefault() != null && complete.getDefault().isValueNode()) {
      String value = complete.getDefault().asText();
      assertThat(layer.getDescription()).as(path).endsWith(" Default: " + value + ".");
      stated.add(path + "=" + value);
    }
    layer
        .getProperties()
        .forEach(
            (name, property) ->
                collectStated(
                    path + "." + name,
                    property,
                    Objects.requireNonNull(complete.getProperties().get(name)),
                    stated));
  }

  /** As the API server does: a default is set, then its own absent fields are filled. */
  private void fillDefaults(JSONSchemaProps schema, ObjectNode value) {
    if (schema.getProperties() == null) {
      return;
    }
    schema
        .getProperties()
        .forEach(
            (name, property) -> {
              if (!value.has(name) && property.getDefault() != null) {
                value.set(name, property.getDefault().deepCopy());
              }
              if (value.get(name) instanceof ObjectNode nested) {
                fillDefaults(property, nested);
              }
            });
  }
}
