package io.meshwright.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a kind whose description in the CRD begins with {@code Deprecated:}; the rest of
 * the description says what to use instead. Nothing else is kept of the schema.
 *
 * @param words the description of this field; absent if it is not deprecated itself
 * @param items those of a list's items
 * @param fields those below it, by name; only the ones with something deprecated
 */
record DeprecatedFields(
    @Nullable String words,
    @Nullable DeprecatedFields items,
    Map<String, DeprecatedFields> fields) {

  private static final String MARK = "Deprecated:";

  DeprecatedFields {
    fields = Map.copyOf(fields);
  }

  /** Those of the first version of a CRD. */
  static DeprecatedFields of(CustomResourceDefinition crd) {
    return of(crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
  }

  static DeprecatedFields of(JSONSchemaProps schema) {
    String description = schema.getDescription();
    Map<String, DeprecatedFields> fields = new HashMap<>();
    Objects.requireNonNullElse(schema.getProperties(), Map.<String, JSONSchemaProps>of())
        .forEach(
            (name, property) -> {
              DeprecatedFields below = of(property);
              if (!below.isEmpty()) {
                fields.put(name, below);
              }
            });
    boolean isList = schema.getItems() != null && schema.getItems().getSchema() != null;
    DeprecatedFields items = isList ? of(schema.getItems().getSchema()) : null;
    return new DeprecatedFields(
        description != null && description.startsWith(MARK) ? description : null,
        items == null || items.isEmpty() ? null : items,
        fields);
  }

  private boolean isEmpty() {
    return words == null && items == null && fields.isEmpty();
  }

  /** One warning for each that an object has, {@code FIELD: Deprecated: …}. */
  List<String> usedBy(JsonNode object) {
    List<String> warnings = new ArrayList<>();
    collect("", object, warnings);
    return List.copyOf(warnings);
  }

  private void collect(String path, JsonNode value, List<String> warnings) {
    if (words != null) {
      warnings.add(path + ": " + words);
    }
    if (value.isArray() && items != null) {
      for (int i = 0; i < value.size(); i++) {
        items.collect(path + "[" + i + "]", value.get(i), warnings);
      }
    }
    for (var field : value.properties()) {
      DeprecatedFields next = fields.get(field.getKey());
      if (next != null) {
        String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        next.collect(at, field.getValue(), warnings);
      }
    }
  }
}
