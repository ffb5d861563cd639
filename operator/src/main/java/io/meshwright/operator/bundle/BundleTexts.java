package io.meshwright.operator.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What people wrote for the bundle.
 *
 * @param examples a JSON array with one object of each kind
 * @param createdAt of the build, RFC 3339
 */
record BundleTexts(String description, String icon, String examples, String createdAt) {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static BundleTexts read(Path source, String createdAt) throws IOException {
    return new BundleTexts(
        Files.readString(source.resolve("description.md")),
        Files.readString(source.resolve("icon.svg")),
        YAML.asJson(examples(source)),
        createdAt);
  }

  static List<JsonNode> examples(Path source) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(source.resolve("examples"))) {
      files = list.sorted().toList();
    }
    List<JsonNode> examples = new ArrayList<>();
    for (Path file : files) {
      examples.add(
          YAML.unmarshal(
              Files.readString(file).replace("@version@", MeshVersion.NEWEST), JsonNode.class));
    }
    return examples;
  }
}
