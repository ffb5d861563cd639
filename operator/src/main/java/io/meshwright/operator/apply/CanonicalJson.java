package io.meshwright.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One text for one value: keys sorted, nothing empty, no spaces. Its form is part of the names of
 * revisions and must never change. Pure.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /** The text of a tree; empty maps, lists, strings and nulls are left out of maps. */
  public static String of(JsonNode tree) {
    return sorted(tree).toString();
  }

  /** {@code tree} without the fields that have the same value in {@code defaults}. */
  public static JsonNode without(JsonNode tree, JsonNode defaults) {
    if (!(tree instanceof ObjectNode object)) {
      return tree;
    }
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (var field : object.properties()) {
      @Nullable JsonNode usual = defaults.get(field.getKey());
      if (usual == null) {
        rest.set(field.getKey(), field.getValue());
      } else if (!field.getValue().equals(usual)) {
        rest.set(field.getKey(), without(field.getValue(), usual));
      }
    }
    return rest;
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      var list = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> list.add(sorted(item)));
      return list;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    TreeMap<String, JsonNode> fields = new TreeMap<>();
    for (var field : object.properties()) {
      JsonNode value = sorted(field.getValue());
      boolean nothing =
          value.isNull()
              || (value.isContainerNode() && value.isEmpty())
              || (value.isTextual() && value.textValue().isEmpty());
      if (!nothing) {
        fields.put(field.getKey(), value);
      }
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.setAll(fields);
    return result;
  }
}
