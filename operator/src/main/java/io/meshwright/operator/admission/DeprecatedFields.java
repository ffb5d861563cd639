package io.meshwright.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds fields in use whose description in the CRD begins with {@code Deprecated:}; the rest of the
 * description says what to use instead. Pure.
 */
final class DeprecatedFields {

  private static final String MARK = "Deprecated:";

  private DeprecatedFields() {}

  /** One warning for each, {@code FIELD: Deprecated: …}. */
  static List<String> of(JsonNode object, JSONSchemaProps schema) {
    List<String> warnings = new ArrayList<>();
    collect("", object, schema, warnings);
    return List.copyOf(warnings);
  }

  private static void collect(
      String path, JsonNode value, JSONSchemaProps schema, List<String> warnings) {
    if (schema.getDescription() != null && schema.getDescription().startsWith(MARK)) {
      warnings.add(path + ": " + schema.getDescription());
    }
    if (value.isArray() && schema.getItems() != null && schema.getItems().getSchema() != null) {
      for (int i = 0; i < value.size(); i++) {
        collect(path + "[" + i + "]", value.get(i), schema.getItems().getSchema(), warnings);
      }
    }
    Map<String, JSONSchemaProps> known =
        Objects.requireNonNullElse(schema.getProperties(), Map.of());
    for (var field : value.properties()) {
      JSONSchemaProps next = known.get(field.getKey());
      if (next != null) {
        String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        collect(at, field.getValue(), next, warnings);
      }
    }
  }
}
