package io.meshwright.runtime.policy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.crd.CustomResourceDefinitions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a kind's spec as its CRD names them: {@code http[].match[].headers.*.exact}. Those
 * that hold texts, numbers, or plain lists and maps of such.
 */
final class KindFields {

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final JsonPointer ROOT = JsonPointer.empty();

  private final JsonNode spec;

  private KindFields(JsonNode spec) {
    this.spec = spec;
  }

  static KindFields of(String crd) {
    return of(crd, "");
  }

  /** Those of a part of the spec. */
  static KindFields of(String crd, String part) {
    try {
      return new KindFields(
          YAML.readTree(CustomResourceDefinitions.yaml(crd))
              .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec" + part));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(crd, e);
    }
  }

  /** All fields, sorted. */
  Set<String> all() {
    Set<String> found = new TreeSet<>();
    collect(spec, "", found);
    return found;
  }

  /** The fields that a document sets, with where it does. */
  Map<JsonPointer, String> setBy(JsonNode document) {
    Map<JsonPointer, String> found = new LinkedHashMap<>();
    locate(document, spec, "", ROOT, found);
    return found;
  }

  private static void collect(JsonNode schema, String path, Set<String> found) {
    if (plain(schema)) {
      found.add(path);
    } else if (schema.has("items")) {
      collect(schema.path("items"), path + "[]", found);
    } else if (schema.path("additionalProperties").isObject()) {
      collect(schema.path("additionalProperties"), path + ".*", found);
    } else {
      schema
          .path("properties")
          .properties()
          .forEach(entry -> collect(entry.getValue(), joined(path, entry.getKey()), found));
    }
  }

  private static void locate(
      JsonNode node, JsonNode schema, String path, JsonPointer at, Map<JsonPointer, String> found) {
    if (plain(schema)) {
      found.put(at, path);
    } else if (schema.has("items")) {
      for (int i = 0; i < node.size(); i++) {
        locate(node.path(i), schema.path("items"), path + "[]", at.appendIndex(i), found);
      }
    } else {
      JsonNode values = schema.path("additionalProperties");
      node.properties()
          .forEach(
              entry ->
                  locate(
                      entry.getValue(),
                      values.isObject() ? values : schema.path("properties").path(entry.getKey()),
                      values.isObject() ? path + ".*" : joined(path, entry.getKey()),
                      at.appendProperty(entry.getKey()),
                      found));
    }
  }

  private static boolean plain(JsonNode schema) {
    return !schema.has("properties")
        && (!schema.has("items") || plain(schema.path("items")))
        && (!schema.path("additionalProperties").isObject()
            || plain(schema.path("additionalProperties")));
  }

  private static String joined(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
