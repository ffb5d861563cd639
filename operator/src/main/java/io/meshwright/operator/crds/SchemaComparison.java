package io.meshwright.operator.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a new CRD refuses or drops that the present one takes: versions, fields, values. Rules in
 * CEL are not compared; the API server lets unchanged values pass a new rule. Pure.
 */
final class SchemaComparison {

  static final String ITEM = "[]";
  static final String VALUE = "{}";

  private final String version;
  private final List<Narrowing> found;

  private SchemaComparison(String version, List<Narrowing> found) {
    this.version = version;
    this.found = found;
  }

  static List<Narrowing> narrowings(
      CustomResourceDefinition before, CustomResourceDefinition after) {
    List<Narrowing> found = new ArrayList<>();
    Map<String, CustomResourceDefinitionVersion> next = new HashMap<>();
    after.getSpec().getVersions().forEach(version -> next.put(version.getName(), version));
    for (CustomResourceDefinitionVersion version : before.getSpec().getVersions()) {
      if (!isTrue(version.getServed())) {
        continue;
      }
      CustomResourceDefinitionVersion successor = next.get(version.getName());
      if (successor == null || !isTrue(successor.getServed())) {
        found.add(Narrowing.of(version.getName(), List.of(), "no longer served"));
      } else if (version.getSchema() != null && successor.getSchema() != null) {
        new SchemaComparison(version.getName(), found)
            .compare(
                List.of(),
                version.getSchema().getOpenAPIV3Schema(),
                successor.getSchema().getOpenAPIV3Schema());
      }
    }
    return found;
  }

  private void compare(List<String> path, JSONSchemaProps before, JSONSchemaProps after) {
    if (after.getType() != null && !after.getType().equals(before.getType())) {
      add(path, "type " + before.getType() + " becomes " + after.getType());
      return;
    }
    if (isTrue(before.getXKubernetesPreserveUnknownFields()) && !keepsUnknown(after)) {
      add(path, "unknown fields are dropped");
    }
    if (isTrue(before.getNullable()) && !isTrue(after.getNullable())) {
      add(path, "null is refused");
    }
    required(path, before, after);
    values(path, before, after);
    bounds(path, before, after);
    properties(path, before, after);
    JSONSchemaProps item = before.getItems() == null ? null : before.getItems().getSchema();
    if (item != null && after.getItems() != null && after.getItems().getSchema() != null) {
      compare(with(path, ITEM), item, after.getItems().getSchema());
    }
    JSONSchemaProps value = additional(before);
    JSONSchemaProps nextValue = additional(after);
    if (value != null && nextValue != null) {
      compare(with(path, VALUE), value, nextValue);
    } else if (value != null && !keepsUnknown(after)) {
      add(path, "keys of one's own are dropped");
    }
  }

  private void properties(List<String> path, JSONSchemaProps before, JSONSchemaProps after) {
    Map<String, JSONSchemaProps> next = orEmpty(after.getProperties());
    orEmpty(before.getProperties())
        .forEach(
            (name, schema) -> {
              JSONSchemaProps successor = next.get(name);
              if (successor != null) {
                compare(with(path, name), schema, successor);
              } else if (!keepsUnknown(after)) {
                add(with(path, name), "removed");
              }
            });
  }

  private void required(List<String> path, JSONSchemaProps before, JSONSchemaProps after) {
    for (String name : orEmpty(after.getRequired())) {
      JSONSchemaProps field = orEmpty(after.getProperties()).get(name);
      boolean filledIn = field != null && field.getDefault() != null;
      if (!orEmpty(before.getRequired()).contains(name) && !filledIn) {
        add(with(path, name), "newly required");
      }
    }
  }

  private void values(List<String> path, JSONSchemaProps before, JSONSchemaProps after) {
    List<JsonNode> allowed = orEmpty(after.getEnum());
    List<JsonNode> usual = orEmpty(before.getEnum());
    if (!allowed.isEmpty() && (usual.isEmpty() || !allowed.containsAll(usual))) {
      add(path, "only " + allowed + " is accepted");
    }
    String pattern = after.getPattern();
    if (pattern != null && before.getPattern() == null) {
      add(path, "must match " + pattern);
    } else if (pattern != null && !pattern.equals(before.getPattern())) {
      found.add(new Narrowing(version, path, "must match " + pattern, pattern));
    }
    if (after.getFormat() != null && !after.getFormat().equals(before.getFormat())) {
      add(path, "must have the format " + after.getFormat());
    }
  }

  private void bounds(List<String> path, JSONSchemaProps before, JSONSchemaProps after) {
    upper(path, "maximum", before, after, JSONSchemaProps::getMaximum);
    upper(path, "maxLength", before, after, JSONSchemaProps::getMaxLength);
    upper(path, "maxItems", before, after, JSONSchemaProps::getMaxItems);
    upper(path, "maxProperties", before, after, JSONSchemaProps::getMaxProperties);
    lower(path, "minimum", before, after, JSONSchemaProps::getMinimum);
    lower(path, "minLength", before, after, JSONSchemaProps::getMinLength);
    lower(path, "minItems", before, after, JSONSchemaProps::getMinItems);
    lower(path, "minProperties", before, after, JSONSchemaProps::getMinProperties);
    if ((isTrue(after.getExclusiveMaximum()) && !isTrue(before.getExclusiveMaximum()))
        || (isTrue(after.getExclusiveMinimum()) && !isTrue(before.getExclusiveMinimum()))) {
      add(path, "the bound itself is refused");
    }
    if (isTrue(after.getUniqueItems()) && !isTrue(before.getUniqueItems())) {
      add(path, "repeated items are refused");
    }
  }

  private void upper(
      List<String> path,
      String word,
      JSONSchemaProps before,
      JSONSchemaProps after,
      Function<JSONSchemaProps, @Nullable Number> bound) {
    Number next = bound.apply(after);
    Number usual = bound.apply(before);
    if (next != null && (usual == null || next.doubleValue() < usual.doubleValue())) {
      add(path, word + " " + next);
    }
  }

  private void lower(
      List<String> path,
      String word,
      JSONSchemaProps before,
      JSONSchemaProps after,
      Function<JSONSchemaProps, @Nullable Number> bound) {
    Number next = bound.apply(after);
    Number usual = bound.apply(before);
    if (next != null && (usual == null || next.doubleValue() > usual.doubleValue())) {
      add(path, word + " " + next);
    }
  }

  private void add(List<String> path, String what) {
    found.add(Narrowing.of(version, path, what));
  }

  private static boolean keepsUnknown(JSONSchemaProps schema) {
    return isTrue(schema.getXKubernetesPreserveUnknownFields()) || additional(schema) != null;
  }

  private static @Nullable JSONSchemaProps additional(JSONSchemaProps schema) {
    return schema.getAdditionalProperties() == null
        ? null
        : schema.getAdditionalProperties().getSchema();
  }

  private static List<String> with(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }

  private static Map<String, JSONSchemaProps> orEmpty(@Nullable Map<String, JSONSchemaProps> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }
}
