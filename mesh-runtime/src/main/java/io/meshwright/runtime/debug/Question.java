package io.meshwright.runtime.debug;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A page, and what of it is wanted.
 *
 * @param parameters by name; the last of several counts
 */
public record Question(Page page, Map<String, String> parameters) {

  /** The pages, by the names that they have in a path. */
  public enum Page {
    SYNCZ,
    CONFIG_DUMP,
    ENDPOINTZ,
    REGISTRYZ,
    CONFIGZ,
    CONFIG_DISTRIBUTION,
    CLUSTERZ;

    private String path() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Question {
    parameters = Map.copyOf(parameters);
  }

  /** Reads {@code PAGE?NAME=VALUE&…}, as it follows {@code /debug/}; empty for no page of ours. */
  public static Optional<Question> parse(String text) {
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    for (Page page : Page.values()) {
      if (page.path().equals(path)) {
        return Optional.of(new Question(page, query < 0 ? Map.of() : read(text, query + 1)));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> read(String text, int from) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : text.substring(from).split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      parameters.put(decoded(name), decoded(value));
    }
    return parameters;
  }

  /** What is not well escaped is taken as it stands. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
