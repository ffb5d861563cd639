package io.meshwright.operator.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Lays one tree of values over another: maps are merged, everything else is replaced. Where fields
 * exclude each other, the upper layer's choice removes the lower one's. Pure.
 */
final class Layers {

  /** By path of the object that has them: fields of which one can be set. */
  private static final Map<String, List<String>> UNIONS =
      Map.of("controlPlane", List.of("replicas", "autoscaling"));

  private Layers() {}

  /** Changes {@code lower} to what holds when {@code upper} lies over it. */
  static void lay(ObjectNode lower, ObjectNode upper) {
    lay("", lower, upper);
  }

  private static void lay(String path, ObjectNode lower, ObjectNode upper) {
    List<String> union = UNIONS.getOrDefault(path, List.of());
    if (union.stream().anyMatch(upper::hasNonNull)) {
      union.stream().filter(field -> !upper.hasNonNull(field)).forEach(lower::remove);
    }
    for (var field : upper.properties()) {
      JsonNode below = lower.get(field.getKey());
      JsonNode above = field.getValue();
      if (above instanceof ObjectNode inner && below instanceof ObjectNode outer) {
        lay(at(path, field.getKey()), outer, inner);
      } else if (!above.isNull()) {
        lower.set(field.getKey(), above.deepCopy());
      }
    }
  }

  /** Collects the paths of values that {@code tree} sets, a list being one value. */
  static void leaves(String path, JsonNode tree, SortedSet<String> found) {
    if (tree instanceof ObjectNode object && (path.isEmpty() || !object.isEmpty())) {
      object
          .properties()
          .forEach(field -> leaves(at(path, field.getKey()), field.getValue(), found));
    } else {
      found.add(path);
    }
  }

  private static String at(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
