package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every field of Istio's mesh configuration changes what the mesh does, or is named where it does
 * not. {@code -Dgolden.update=true} writes the page.
 */
final class MeshConfigFieldsTest {

  private static final Path FIELDS = Path.of("src/test/resources/fields/MeshConfig.yaml");
  private static final Path PAGE = Path.of("../docs/reference/mesh-config-fields.md");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ResourceRef REF =
      new ResourceRef(ResourceKind.MESH_CONFIG, "istio-system", "istio");

  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "defaultConfig", "works: where pods are injected",
          "enablePrometheusMerge", "works: where pods are injected",
          "rootNamespace", "works: when the control plane starts, by `--root-namespace`",
          "trustDomain", "works: when the control plane starts, and where pods are injected");

  private final KindFields fields =
      KindFields.of("meshrevisions.meshwright.io", "/properties/meshConfig");
  private final SortedMap<String, String> states = new TreeMap<>(ELSEWHERE);

  @Test
  void everyFieldWorksOrIsNamed() throws IOException {
    JsonNode configs = YAML.readTree(Files.readString(FIELDS));
    configs.path("works").forEach(this::works);
    configs.path("refused").forEach(this::refused);
    unsupported((ObjectNode) configs.path("unsupported"));
    assertThat(states.keySet()).containsAll(fields.all());
    StringBuilder page =
        new StringBuilder(
            """
            # Fields of the mesh configuration

            What becomes of each field of Istio's `MeshConfig` (1.31): in `spec.meshConfig` of a MeshInstallation, and in the key
            `mesh` of the ConfigMap that the control plane reads. *works*: it does what Istio's documentation says. *refused*: the
            field keeps its last good value, and the rest of the configuration is used; so does a field with a wrong value. *no
            effect*: it is named in the log, by `render` and by `analyze`.

            | field | state |
            |---|---|
            """);
    states.forEach((field, state) -> page.append("| `%s` | %s |\n".formatted(field, state)));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  private void works(JsonNode written) {
    Discovery good = discovery(written);
    assertThat(good.errors()).as(written.toString()).isEmpty();
    assertThat(good.remarks()).as(written.toString()).isEmpty();
    fields
        .setBy(written)
        .forEach(
            (at, field) -> {
              Discovery other = discovery(without(written, at));
              if (!other.errors().isEmpty() || !config(other).equals(config(good))) {
                states.put(field, "works");
              }
            });
  }

  private void refused(JsonNode written) {
    List<ConfigError> errors = discovery(written).errors().getOrDefault(REF, List.of());
    assertThat(errors).as(written.toString()).isNotEmpty();
    errors.forEach(error -> states.put(error.fieldPath().replace("data.mesh.", ""), "refused"));
  }

  private void unsupported(ObjectNode written) {
    Discovery discovery = discovery(written);
    assertThat(config(discovery)).isEqualTo(MeshConfig.DEFAULT);
    assertThat(discovery.remarks().get(REF))
        .extracting(remark -> remark.error().fieldPath())
        .containsExactlyInAnyOrderElementsOf(
            written.properties().stream().map(entry -> "data.mesh." + entry.getKey()).toList());
    written.properties().forEach(entry -> states.put(entry.getKey(), "no effect"));
  }

  private static MeshConfig config(Discovery discovery) {
    return discovery.model().settings().meshConfig();
  }

  private static Discovery discovery(JsonNode mesh) {
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: |
                %s
            """
                .formatted(mesh)));
    return discovery;
  }

  private static JsonNode without(JsonNode written, JsonPointer field) {
    JsonNode copy = written.deepCopy();
    ((ObjectNode) copy.at(field.head())).remove(field.last().getMatchingProperty());
    return copy;
  }
}
