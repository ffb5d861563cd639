package io.meshwright.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.runtime.discovery.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Good resources of all kinds, with all their fields: what other tests are made of. */
final class Specimens {

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Specimens() {}

  /** What the control plane reads. */
  static List<ObjectNode> ofTheMesh() {
    List<ObjectNode> all = new ArrayList<>();
    files(RESOURCES.resolve("compile"), "mesh.yaml").forEach(file -> all.addAll(documents(file)));
    for (ResourceKind kind : ResourceKind.values()) {
      Path specs = RESOURCES.resolve("fields").resolve(kind.kind() + ".yaml");
      if (Files.exists(specs)) {
        JsonNode written = documents(specs).getFirst();
        Stream.of("works", "refused")
            .flatMap(list -> written.path(list).valueStream())
            .forEach(spec -> all.add(resource(kind, spec)));
      }
    }
    return all;
  }

  /** What the injector is asked about. */
  static List<ObjectNode> pods() {
    List<ObjectNode> all = new ArrayList<>();
    files(RESOURCES.resolve("golden/inject"), ".yaml")
        .forEach(
            file ->
                documents(file).stream()
                    .filter(document -> document.path("kind").asText().equals("Pod"))
                    .forEach(all::add));
    return all;
  }

  private static ObjectNode resource(ResourceKind kind, JsonNode spec) {
    ObjectNode resource = JsonNodeFactory.instance.objectNode();
    resource.put("apiVersion", kind.apiVersions().getFirst());
    resource.put("kind", kind.kind());
    resource.putObject("metadata").put("name", "a").put("namespace", "b");
    resource.set("spec", spec);
    return resource;
  }

  private static List<ObjectNode> documents(Path file) {
    List<ObjectNode> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> each =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (each.hasNextValue()) {
        if (each.nextValue() instanceof ObjectNode document) {
          documents.add(document);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
