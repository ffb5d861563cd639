package io.meshwright.runtime.files;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.runtime.discovery.Nulls;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads all documents of one YAML or JSON file. */
final class ManifestFile {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          // a Kubernetes object of a newer version may have fields that ours has not
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final String name;
  private final Map<ResourceRef, HasMetadata> resources = new LinkedHashMap<>();
  private final List<ConfigError> errors = new ArrayList<>();

  private ManifestFile(String name) {
    this.name = name;
  }

  /**
   * What a file says.
   *
   * @param resources by name, in order; kinds that the runtime does not read are left out
   * @param errors name the documents that cannot be read, with file and line
   */
  record Content(Map<ResourceRef, HasMetadata> resources, List<ConfigError> errors) {
    Content {
      resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
      errors = List.copyOf(errors);
    }
  }

  /** Reads a file; one document that cannot be read does not keep the others from being. */
  static Content read(Path file) throws IOException {
    ManifestFile manifest = new ManifestFile(file.getFileName().toString());
    String text = Files.readString(file);
    if (manifest.parse(text, 0).isPresent()) {
      manifest.resources.clear();
      manifest.errors.clear();
      manifest.parseEach(text);
    }
    return new Content(manifest.resources, manifest.errors);
  }

  /** What cannot be read ends at the next line that begins a document: a YAML text has no other. */
  private void parseEach(String text) throws IOException {
    int line = 0;
    for (String document : text.split("(?m)^(?=---(?:\\s|$))", -1)) {
      parse(document, line).ifPresent(errors::add);
      line += (int) document.lines().count();
    }
  }

  /** All documents of {@code text}; or why it is no YAML, from some place on. */
  private Optional<ConfigError> parse(String text, int linesBefore) throws IOException {
    try (JsonParser parser = YAML.createParser(text)) {
      while (parser.nextToken() != null) {
        int line = linesBefore + parser.currentTokenLocation().getLineNr();
        JsonToken token = parser.currentToken();
        JsonNode document = YAML.readTree(parser);
        if (token != JsonToken.VALUE_NULL) {
          document(document, line);
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      int line = linesBefore + (at == null ? 1 : at.getLineNr());
      return Optional.of(new ConfigError(name + ":" + line, "", problem(e), "valid YAML"));
    }
  }

  private void document(JsonNode document, int line) {
    if (document.path("items") instanceof ArrayNode items
        && document.path("kind").asText().endsWith("List")) {
      items.forEach(item -> document(item, line));
      return;
    }
    String at = name + ":" + line;
    if (!document.isObject()) {
      errors.add(new ConfigError(at, "", shortly(document), "a Kubernetes resource"));
      return;
    }
    for (String field : List.of("apiVersion", "kind")) {
      if (!document.path(field).isTextual()) {
        errors.add(new ConfigError(at, field, shortly(document.path(field)), "a text"));
        return;
      }
    }
    Optional<ResourceKind> kind =
        ResourceKind.of(document.path("apiVersion").asText(), document.path("kind").asText());
    if (kind.isPresent()) {
      resource(document, kind.get(), at);
    }
  }

  private void resource(JsonNode document, ResourceKind kind, String at) {
    String label = at + " " + kind.kind() + " " + document.path("metadata").path("name").asText();
    JsonNode name = document.path("metadata").path("name");
    if (!name.isTextual() || name.asText().isEmpty()) {
      errors.add(new ConfigError(label, "metadata.name", shortly(name), "a name"));
      return;
    }
    Nulls.prune(document);
    Optional<String> hole = Nulls.inList(document);
    if (hole.isPresent()) {
      errors.add(new ConfigError(label, hole.get(), "null in a list", "a value"));
      return;
    }
    try {
      HasMetadata resource = YAML.treeToValue(document, kind.type());
      resources.put(ResourceRef.of(kind, resource), resource);
    } catch (JsonProcessingException e) {
      errors.add(
          new ConfigError(
              label,
              e instanceof JsonMappingException mapping ? path(mapping) : "",
              firstLine(e),
              "a " + kind.kind()));
    } catch (RuntimeException e) {
      // a shape that nobody foresaw must not keep the other documents from the mesh
      errors.add(new ConfigError(label, "", e.toString(), "a " + kind.kind()));
    }
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static String problem(JsonProcessingException e) {
    return e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null
        ? "a syntax error (" + marked.getProblem() + ")"
        : "a syntax error (" + firstLine(e) + ")";
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static String shortly(JsonNode node) {
    return node.isMissingNode() ? "" : node.toString();
  }
}
