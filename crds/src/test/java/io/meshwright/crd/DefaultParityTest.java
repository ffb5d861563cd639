package io.meshwright.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import java.io.IOException;
import java.nio.file.Path;
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
    fillDefaults(installationSpec(), filled);

    MeshInstallationSpec bySchema =
        kubernetes.unmarshal(filled.toString(), MeshInstallationSpec.class);
    JsonNode byRecord = mapper.readTree(kubernetes.asJson(MeshInstallationSpec.defaults()));

    assertThat(bySchema).isEqualTo(MeshInstallationSpec.defaults());
    assertThat(filled).isEqualTo(byRecord);
  }

  @Test
  void anAbsentFieldIsItsDefault() {
    assertThat(kubernetes.unmarshal("{}", MeshInstallationSpec.class))
        .isEqualTo(MeshInstallationSpec.defaults());
  }

  /** The Java Operator SDK applies such an object to set a finalizer, by force. */
  @Test
  void anInstallationWithoutSpecClaimsNoField() throws IOException {
    assertThat(mapper.readTree(kubernetes.asJson(new MeshInstallation())).has("spec")).isFalse();
  }

  @Test
  void aFieldOfANewerSchemaIsIgnored() {
    assertThat(kubernetes.unmarshal("{\"analysis\": {\"x\": 1}}", MeshInstallationSpec.class))
        .isEqualTo(MeshInstallationSpec.defaults());
  }

  private JSONSchemaProps installationSpec() throws IOException {
    var crd =
        Objects.requireNonNull(
            GeneratedCrds.generate(scratch).get("meshinstallations.meshwright.io"));
    var root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    return Objects.requireNonNull(root.getProperties().get("spec"));
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
