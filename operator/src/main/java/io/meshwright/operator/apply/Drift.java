package io.meshwright.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a planned object with the one in the cluster, as far as server-side apply would change
 * it: each planned field must be there with its value. What others added (defaults, status,
 * injected fields) is none of our business. Pure.
 */
public final class Drift {

  /** Fields that identify an element in Kubernetes' keyed lists, in the order of trying. */
  private static final List<String> KEYS = List.of("name", "containerPort", "port", "uid", "key");

  private Drift() {}

  /** Whether applying {@code planned} would leave {@code actual} as it is. */
  public static boolean holds(JsonNode planned, JsonNode actual) {
    return switch (planned) {
      case ObjectNode object -> actual instanceof ObjectNode other && holdsFields(object, other);
      case ArrayNode list -> actual instanceof ArrayNode other && holdsItems(list, other);
      case JsonNode value -> sameValue(value, actual);
    };
  }

  private static boolean holdsFields(ObjectNode planned, ObjectNode actual) {
    for (var field : planned.properties()) {
      JsonNode found = actual.get(field.getKey());
      // the API server drops empty maps and lists
      boolean empty = field.getValue().isContainerNode() && field.getValue().isEmpty();
      if (found == null ? !empty : !holds(field.getValue(), found)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holdsItems(ArrayNode planned, ArrayNode actual) {
    String key = keyOf(planned);
    if (key == null) {
      if (planned.size() != actual.size()) {
        return false;
      }
      for (int i = 0; i < planned.size(); i++) {
        if (!holds(planned.get(i), actual.get(i))) {
          return false;
        }
      }
      return true;
    }
    for (JsonNode item : planned) {
      boolean found = false;
      for (JsonNode candidate : actual) {
        found |= Objects.equals(item.get(key), candidate.get(key)) && holds(item, candidate);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** The key of a list of maps, or null when the list is compared item by item. */
  private static @Nullable String keyOf(ArrayNode list) {
    for (String key : KEYS) {
      boolean all = !list.isEmpty();
      for (JsonNode item : list) {
        all &= item.isObject() && item.has(key);
      }
      if (all) {
        return key;
      }
    }
    return null;
  }

  private static boolean sameValue(JsonNode planned, JsonNode actual) {
    return planned.equals(actual)
        || planned.asText().equals(actual.asText())
        || sameQuantity(planned.asText(), actual.asText());
  }

  /** The API server rewrites quantities: 0.5 becomes 500m. */
  private static boolean sameQuantity(String planned, String actual) {
    try {
      return Quantity.getAmountInBytes(Quantity.parse(planned))
              .compareTo(Quantity.getAmountInBytes(Quantity.parse(actual)))
          == 0;
    } catch (IllegalArgumentException notQuantities) {
      return false;
    }
  }
}
