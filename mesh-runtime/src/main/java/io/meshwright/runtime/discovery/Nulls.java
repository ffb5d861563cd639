package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * What is null in a document that is to become a resource, as API servers see it: a field that is
 * null is not there, and lists have none. So nobody behind has to reckon with it.
 */
public final class Nulls {

  private Nulls() {}

  /** Takes out the fields that are null. */
  public static void prune(JsonNode document) {
    if (document instanceof ObjectNode fields) {
      fields.removeNulls();
    }
    document.forEach(Nulls::prune);
  }

  /** The path of the first element of a list that is null. */
  public static Optional<String> inList(JsonNode node) {
    Deque<Map.Entry<String, JsonNode>> open = new ArrayDeque<>();
    open.add(Map.entry("", node));
    while (!open.isEmpty()) {
      Map.Entry<String, JsonNode> next = open.remove();
      JsonNode value = next.getValue();
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        String at = next.getKey() + "[" + i + "]";
        if (value.get(i).isNull()) {
          return Optional.of(at);
        }
        open.add(Map.entry(at, value.get(i)));
      }
      String prefix = next.getKey().isEmpty() ? "" : next.getKey() + ".";
      value
          .properties()
          .forEach(field -> open.add(Map.entry(prefix + field.getKey(), field.getValue())));
    }
    return Optional.empty();
  }
}
