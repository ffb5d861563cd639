package io.meshwright.samples;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the few shapes of JSON that the samples print: objects of numbers, strings, lists and
 * objects.
 */
public final class Json {

  private Json() {}

  /** One object on one line, in the map's order. */
  public static String object(Map<?, ?> fields) {
    return fields.entrySet().stream()
        .map(field -> string(String.valueOf(field.getKey())) + ":" + value(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> object(map);
      case List<?> list ->
          list.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
      case Number number -> number.toString();
      case null -> "null";
      default -> string(value.toString());
    };
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
