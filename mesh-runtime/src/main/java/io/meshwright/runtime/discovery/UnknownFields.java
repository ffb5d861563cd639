package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the fields of a tree that the record it is read into does not have. Jackson's own handler
 * of unknown properties cannot say where in the tree they are: it hears of those of a record after
 * the rest of the record was read.
 */
final class UnknownFields {
  private final String resource;
  private final ObjectMapper mapper;
  private final List<ConfigError> found = new ArrayList<>();

  private UnknownFields(String resource, ObjectMapper mapper) {
    this.resource = resource;
    this.mapper = mapper;
  }

  /** An error for each, in the order of the text. */
  static List<ConfigError> of(
      ResourceRef ref, String root, JsonNode tree, Class<?> type, ObjectMapper mapper) {
    UnknownFields fields = new UnknownFields(ref.toString(), mapper);
    fields.visit(tree, mapper.constructType(type), root);
    return List.copyOf(fields.found);
  }

  private void visit(JsonNode node, JavaType type, String path) {
    if (type.isCollectionLikeType()) {
      for (int i = 0; i < node.size(); i++) {
        visit(node.path(i), type.getContentType(), path + "[" + i + "]");
      }
    } else if (type.isMapLikeType()) {
      node.properties()
          .forEach(
              entry -> visit(entry.getValue(), type.getContentType(), path + "." + entry.getKey()));
    } else if (type.getRawClass().isRecord()) {
      Map<String, JavaType> known = components(type);
      node.properties().forEach(entry -> field(entry, known, path + "." + entry.getKey()));
    }
  }

  private void field(Map.Entry<String, JsonNode> entry, Map<String, JavaType> known, String path) {
    JavaType type = known.get(entry.getKey());
    if (type == null) {
      String expected =
          known.isEmpty() ? "no field" : "one of: " + String.join(", ", known.keySet());
      found.add(new ConfigError(resource, path, "an unknown field", expected));
    } else {
      visit(entry.getValue(), type, path);
    }
  }

  private Map<String, JavaType> components(JavaType type) {
    Map<String, JavaType> components = new TreeMap<>();
    for (BeanPropertyDefinition property :
        mapper.getDeserializationConfig().introspect(type).findProperties()) {
      components.put(property.getName(), property.getPrimaryType());
    }
    return components;
  }
}
