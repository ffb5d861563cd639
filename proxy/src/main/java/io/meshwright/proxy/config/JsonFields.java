package io.meshwright.proxy.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object in an environment variable, read by type; problems are noted. */
final class JsonFields {
  private static final int MAX_PORT = 65_535;

  private final JsonObject json;
  private final String variable;
  private final String path;
  private final Settings settings;

  private JsonFields(JsonObject json, String variable, String path, Settings settings) {
    this.json = json;
    this.variable = variable;
    this.path = path;
    this.settings = settings;
  }

  /** The object that a variable holds; an empty one if the variable is unset or malformed. */
  static JsonFields of(String variable, Map<String, String> environment, Settings settings) {
    String text = environment.getOrDefault(variable, "").strip();
    JsonObject json = new JsonObject();
    if (!text.isEmpty()) {
      try {
        json = JsonParser.parseString(text).getAsJsonObject();
      } catch (JsonParseException | IllegalStateException _) {
        settings.problem("environment", variable, text, "a JSON object");
      }
    }
    return new JsonFields(json, variable, "", settings);
  }

  Iterable<String> names() {
    return json.keySet();
  }

  boolean isEmpty() {
    return json.isEmpty();
  }

  void problem(String name, String found, String expected) {
    settings.problem(variable, field(name), found, expected);
  }

  /** The object in a field; empty if the field is unset or malformed. */
  Optional<JsonFields> object(String name) {
    JsonElement value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isJsonObject()) {
      problem(name, value.toString(), "an object");
      return Optional.empty();
    }
    return Optional.of(new JsonFields(value.getAsJsonObject(), variable, field(name), settings));
  }

  List<JsonFields> objects(String name) {
    JsonElement value = value(name);
    List<JsonFields> objects = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        String index = name + "[" + i + "]";
        if (array.get(i) instanceof JsonObject object) {
          objects.add(new JsonFields(object, variable, field(index), settings));
        } else {
          problem(index, array.get(i).toString(), "an object");
        }
      }
    } else if (value != null) {
      problem(name, value.toString(), "a list of objects");
    }
    return objects;
  }

  /** A text; numbers and flags are taken as written. */
  String text(String name, String unset) {
    JsonElement value = value(name);
    if (value == null) {
      return unset;
    }
    if (!value.isJsonPrimitive()) {
      problem(name, value.toString(), "a text");
      return unset;
    }
    return value.getAsString();
  }

  /** A whole number of at least 0. */
  int count(String name, int unset) {
    JsonElement value = value(name);
    if (value == null) {
      return unset;
    }
    Optional<Integer> number = number(value);
    if (number.isEmpty()) {
      problem(name, value.toString(), "a whole number, 0 or more");
    }
    return number.orElse(unset);
  }

  /** A port that must be there, as a number or as the text of one. */
  int port(String name) {
    JsonElement value = value(name);
    Optional<Integer> port = value == null ? Optional.empty() : number(value);
    if (port.isPresent() && port.get() >= 1 && port.get() <= MAX_PORT) {
      return port.get();
    }
    problem(name, value == null ? "" : value.toString(), "a port, 1 to " + MAX_PORT);
    return MAX_PORT;
  }

  private static Optional<Integer> number(JsonElement value) {
    try {
      int number = Integer.parseInt(value.getAsString());
      return number < 0 ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException _) {
      return Optional.empty();
    }
  }

  private @Nullable JsonElement value(String name) {
    JsonElement value = json.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private String field(String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }
}
