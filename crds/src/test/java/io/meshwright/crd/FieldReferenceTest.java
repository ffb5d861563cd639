package io.meshwright.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dgolden.update=true} writes the page from the CRDs. */
final class FieldReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/reference/api.md");
  private static final List<String> KINDS =
      List.of(
          "meshinstallations.meshwright.io",
          "meshrevisions.meshwright.io",
          "meshrevisiontags.meshwright.io");

  @TempDir Path scratch;

  @Test
  void theReferenceListsEveryField() throws IOException {
    Map<String, CustomResourceDefinition> crds = GeneratedCrds.generate(scratch);
    StringBuilder page =
        new StringBuilder(
            """
            # API of the mesh

            Group `meshwright.io`, version `v1alpha1`; all kinds are cluster-scoped. The same words stand in
            `kubectl explain`. Conditions and their reasons: [conditions.md](conditions.md).
            """);
    for (String name : KINDS) {
      append(Objects.requireNonNull(crds.get(name)), page);
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, page);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(page.toString());
  }

  private static void append(CustomResourceDefinition crd, StringBuilder page) {
    var names = crd.getSpec().getNames();
    JSONSchemaProps root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    page.append("\n## ").append(names.getKind()).append('\n');
    page.append("\n").append(root.getDescription());
    page.append(" Short name: `").append(names.getShortNames().getFirst()).append("`.\n");
    for (String part : List.of("spec", "status")) {
      page.append("\n| field | type | meaning |\n|---|---|---|\n");
      appendFields(part, Objects.requireNonNull(root.getProperties().get(part)), page);
    }
    List<String> rules =
        root.getXKubernetesValidations().stream().map(rule -> rule.getMessage()).toList();
    if (!rules.isEmpty()) {
      page.append("\nRules: ").append(String.join("; ", rules)).append(".\n");
    }
  }

  private static void appendFields(String path, JSONSchemaProps schema, StringBuilder page) {
    schema
        .getProperties()
        .forEach(
            (name, property) -> {
              String at = path + "." + name;
              page.append(
                  "| `%s` | %s | %s%s |\n"
                      .formatted(at, type(property), property.getDescription(), limits(property)));
              if (!name.equals("conditions")) {
                appendFields(at, property, page);
                if (property.getItems() != null && property.getItems().getSchema() != null) {
                  appendFields(at + "[]", property.getItems().getSchema(), page);
                }
              }
            });
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getItems() != null) {
      return "list of " + type(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      return "map of " + type(schema.getAdditionalProperties().getSchema());
    }
    return Boolean.TRUE.equals(schema.getXKubernetesIntOrString())
        ? "integer or string"
        : schema.getType().toLowerCase(Locale.ROOT);
  }

  private static String limits(JSONSchemaProps schema) {
    StringBuilder limits = new StringBuilder();
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      limits.append(
          schema.getEnum().stream()
              .map(JsonNode::asText)
              .collect(Collectors.joining("`, `", " One of `", "`.")));
    }
    if (schema.getMinimum() != null && schema.getMaximum() != null) {
      limits.append(
          " From %d to %d."
              .formatted(schema.getMinimum().longValue(), schema.getMaximum().longValue()));
    }
    schema
        .getXKubernetesValidations()
        .forEach(rule -> limits.append(" Rule: ").append(rule.getMessage()).append('.'));
    return limits.toString();
  }
}
