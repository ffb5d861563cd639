package io.meshwright.proxy.http.route;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Changes of query parameters. What is not changed stays as it was written.
 *
 * @param removals names of parameters that go
 * @param values of parameters that are set, in the place of the first of their name or in the end
 */
public record QueryChanges(List<String> removals, Map<String, String> values) {
  /** No change. */
  public static final QueryChanges NONE = new QueryChanges(List.of(), Map.of());

  public QueryChanges {
    removals = List.copyOf(removals);
    values = new LinkedHashMap<>(values);
  }

  /** The path with its query after the changes. */
  public String apply(String path) {
    if (removals.isEmpty() && values.isEmpty()) {
      return path;
    }
    int question = path.indexOf('?');
    String plain = question < 0 ? path : path.substring(0, question);
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    Map<String, String> left = new LinkedHashMap<>(values);
    if (question >= 0) {
      for (String pair : path.substring(question + 1).split("&", -1)) {
        keep(pair, left, query);
      }
    }
    left.forEach((name, value) -> query.add(encoded(name) + "=" + encoded(value)));
    return plain + query;
  }

  private void keep(String pair, Map<String, String> left, StringJoiner query) {
    int equals = pair.indexOf('=');
    String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
    if (pair.isEmpty() || removals.contains(name)) {
      return;
    }
    if (!values.containsKey(name)) {
      query.add(pair);
    } else if (left.containsKey(name)) {
      query.add(encoded(name) + "=" + encoded(String.valueOf(left.remove(name))));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
