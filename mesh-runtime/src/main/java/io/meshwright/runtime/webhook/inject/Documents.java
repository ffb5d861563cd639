package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;

/** YAML or JSON texts inside ConfigMaps and annotations. */
final class Documents {

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Documents() {}

  /** The text as an object; an empty text is the empty object. */
  static ObjectNode object(String text, String resource, String field) throws ConfigException {
    try {
      return switch (YAML.readTree(text)) {
        case ObjectNode object -> object;
        case JsonNode other when other.isMissingNode() || other.isNull() ->
            JsonNodeFactory.instance.objectNode();
        case JsonNode other ->
            throw error(resource, field, other.getNodeType().toString(), "a YAML object");
        case null -> JsonNodeFactory.instance.objectNode();
      };
    } catch (JsonProcessingException e) {
      throw error(resource, field, firstLine(e), "a YAML object");
    }
  }

  /** The text as a record; a field that is unknown or of the wrong type is named. */
  static <T> T record(String text, Class<T> type, String resource, String field)
      throws ConfigException {
    try {
      return YAML.treeToValue(object(text, resource, field), type);
    } catch (JsonMappingException e) {
      throw error(
          resource, field + path(e.getPath()), firstLine(e), "a field of that name and type");
    } catch (JsonProcessingException e) {
      throw error(resource, field, firstLine(e), "a YAML object");
    }
  }

  private static String path(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference reference : path) {
      text.append(
          reference.getFieldName() != null
              ? "." + reference.getFieldName()
              : "[" + reference.getIndex() + "]");
    }
    return text.toString();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static ConfigException error(
      String resource, String field, String found, String expected) {
    return new ConfigException(new ConfigError(resource, field, found, expected));
  }
}
