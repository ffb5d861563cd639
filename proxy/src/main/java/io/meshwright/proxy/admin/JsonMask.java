package io.meshwright.proxy.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A {@code google.protobuf.FieldMask} over messages in JSON: which fields are shown, as paths of
 * names. protobuf-java-util applies one to messages with descriptors, which the proxy has not.
 */
record JsonMask(List<List<String>> paths) {

  JsonMask {
    paths = List.copyOf(paths);
  }

  /** Reads paths with commas between them; a mask without paths shows everything. */
  static JsonMask parse(String text) {
    return new JsonMask(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(path -> !path.isEmpty())
            .map(path -> List.of(path.split("\\.", -1)))
            .toList());
  }

  boolean showsAll() {
    return paths.isEmpty();
  }

  /** Whether the field or anything in it is shown. */
  boolean shows(String field) {
    return showsAll() || paths.stream().anyMatch(path -> path.getFirst().equals(field));
  }

  /** What is left of {@code message}; its type stays. */
  JsonObject apply(JsonObject message) {
    return showsAll() ? message : masked(message, paths);
  }

  private static JsonObject masked(JsonObject message, List<List<String>> paths) {
    JsonObject left = new JsonObject();
    for (Map.Entry<String, JsonElement> field : message.entrySet()) {
      List<List<String>> inner =
          paths.stream()
              .filter(path -> path.getFirst().equals(field.getKey()))
              .map(path -> path.subList(1, path.size()))
              .toList();
      if (field.getKey().equals("@type") || inner.stream().anyMatch(List::isEmpty)) {
        left.add(field.getKey(), field.getValue());
      } else if (!inner.isEmpty() && field.getValue().isJsonObject()) {
        left.add(field.getKey(), masked(field.getValue().getAsJsonObject(), inner));
      }
    }
    return left;
  }
}
