package io.meshwright.proxy.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ProxyConfigFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads typed values and collects what is wrong with them, so that all is reported at once. */
final class Settings {
  private static final int MAX_PORT = 65_535;

  private final List<ConfigError> problems;

  Settings(List<ConfigError> problems) {
    this.problems = problems;
  }

  void problem(String source, String field, String found, String expected) {
    problems.add(new ConfigError(source, field, found, expected));
  }

  String required(Map<String, String> environment, String name, String expected) {
    String value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      problem("environment", name, "", expected);
    }
    return value;
  }

  String text(JsonObject json, String name, String unset) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return unset;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      problem("PROXY_CONFIG", name, value.toString(), "a text");
      return unset;
    }
    return value.getAsString();
  }

  int number(JsonObject json, String name, int unset, int most) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return unset;
    }
    try {
      int number = Integer.parseInt(value.getAsString());
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException _) {
      // reported below, like a number out of range
    }
    problem("PROXY_CONFIG", name, value.toString(), "a number from 0 to " + most);
    return unset;
  }

  int port(JsonObject json, String name, int unset) {
    int port = number(json, name, unset, MAX_PORT);
    if (port == 0) {
      problem("PROXY_CONFIG", name, "0", "a port, 1 to " + MAX_PORT);
    }
    return port;
  }

  Duration duration(JsonObject json, String name, Duration unset) {
    return duration("PROXY_CONFIG", name, text(json, name, ""), unset);
  }

  Duration duration(String source, String name, String text, Duration unset) {
    if (text.isEmpty()) {
      return unset;
    }
    Optional<Duration> duration = ProxyConfigFields.duration(text);
    if (duration.isEmpty()) {
      problem(source, name, text, "a duration such as 45s");
    }
    return duration.orElse(unset);
  }

  /** {@code host:port}; an IPv6 address stands in brackets. */
  ProxyConfig.@Nullable Server server(String source, String field, String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (port > 0 && port <= MAX_PORT && (bracketed || host.indexOf(':') < 0)) {
        return new ProxyConfig.Server(
            bracketed ? host.substring(1, host.length() - 1) : host, port);
      }
    }
    problem(source, field, text, "HOST:PORT");
    return null;
  }

  void rejectUnknown(JsonObject json, Predicate<String> known) {
    for (String name : json.keySet()) {
      if (!known.test(name)) {
        problem("PROXY_CONFIG", name, json.get(name).toString(), "a field of Istio's ProxyConfig");
      }
    }
  }
}
