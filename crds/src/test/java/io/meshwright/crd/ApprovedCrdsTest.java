package io.meshwright.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dgolden.update=true} writes the files; the diff is what a reviewer approves. */
final class ApprovedCrdsTest {

  private static final Path APPROVED = Path.of("src/main/resources/io/meshwright/crd");

  @TempDir Path scratch;

  @Test
  void checkedInCrdsAreWhatTheRecordsDefine() throws IOException {
    Map<String, CustomResourceDefinition> crds = GeneratedCrds.generate(scratch);
    assertThat(crds.keySet()).containsExactlyInAnyOrderElementsOf(CustomResourceDefinitions.NAMES);
    for (var entry : crds.entrySet()) {
      String yaml = Serialization.asYaml(entry.getValue()).replaceFirst("^---\n", "");
      Path approved = APPROVED.resolve(entry.getKey() + ".yaml");
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(approved, yaml);
      }
      assertThat(yaml).isEqualTo(Files.readString(approved));
    }
  }

  @Test
  void everyFieldIsDescribed() throws IOException {
    List<String> undescribed = new ArrayList<>();
    GeneratedCrds.generate(scratch)
        .forEach(
            (name, crd) ->
                crd.getSpec()
                    .getVersions()
                    .forEach(
                        version ->
                            collectUndescribed(
                                name, version.getSchema().getOpenAPIV3Schema(), undescribed)));
    assertThat(undescribed).isEmpty();
  }

  private static void collectUndescribed(
      String path, JSONSchemaProps schema, List<String> undescribed) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                String at = path + "." + name;
                if (property.getDescription() == null || property.getDescription().isBlank()) {
                  undescribed.add(at);
                }
                collectUndescribed(at, property, undescribed);
              });
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      collectUndescribed(path + "[]", schema.getItems().getSchema(), undescribed);
    }
  }
}
