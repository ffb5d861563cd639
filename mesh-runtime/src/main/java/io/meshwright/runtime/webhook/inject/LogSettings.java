package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.naming.Annotations;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the proxy logs, by three annotations: Istio's agent is a part of this proxy, so its scopes
 * are components.
 *
 * @param level empty leaves the choice to the proxy
 */
record LogSettings(Optional<LogLevel> level, Map<LogComponent, LogLevel> components) {

  private static final String COMPONENTS_EXPECTED =
      "COMPONENT:LEVEL,… with levels " + LogLevel.EXPECTED;
  private static final String AGENT_EXPECTED =
      "LEVEL or SCOPE:LEVEL,… with levels debug, info, warn, error, fatal or none";

  /** Of what Istio calls the default, and of one level for all. */
  private static final List<LogComponent> AGENT =
      List.of(LogComponent.ADMIN, LogComponent.CONFIG, LogComponent.DNS, LogComponent.SECRET);

  private static final Map<String, List<LogComponent>> SCOPES =
      Map.ofEntries(
          Map.entry("default", AGENT),
          Map.entry("all", AGENT),
          Map.entry("xdsproxy", List.of(LogComponent.CONFIG)),
          Map.entry("dns", List.of(LogComponent.DNS)),
          Map.entry("healthcheck", List.of(LogComponent.ADMIN)),
          Map.entry("ca", List.of(LogComponent.SECRET)),
          Map.entry("cache", List.of(LogComponent.SECRET)),
          Map.entry("citadelclient", List.of(LogComponent.SECRET)),
          Map.entry("sds", List.of(LogComponent.SECRET)),
          Map.entry("secretfetcher", List.of(LogComponent.SECRET)),
          Map.entry("security", List.of(LogComponent.SECRET)));

  /** One of a list: a name and a level. */
  private record Item(String name, String level) {}

  LogSettings {
    components = Map.copyOf(components);
  }

  static LogSettings read(AnnotationReader reader) {
    Map<LogComponent, LogLevel> components = new EnumMap<>(LogComponent.class);
    reader.text(Annotations.AGENT_LOG_LEVEL).ifPresent(text -> agent(reader, text, components));
    reader
        .text(Annotations.COMPONENT_LOG_LEVEL)
        .ifPresent(text -> components(reader, text, components));
    Optional<String> word = reader.text(Annotations.LOG_LEVEL);
    Optional<LogLevel> level = word.flatMap(LogLevel::of);
    if (word.isPresent() && level.isEmpty()) {
      reader.bad(Annotations.LOG_LEVEL, word.get(), LogLevel.EXPECTED);
    }
    return new LogSettings(level, components);
  }

  /** What it adds to the proxy's command line. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    level.ifPresent(all -> arguments.add("--proxyLogLevel=" + all.word()));
    if (!components.isEmpty()) {
      arguments.add(
          "--proxyComponentLogLevel="
              + components.entrySet().stream()
                  .map(entry -> entry.getKey().word() + ":" + entry.getValue().word())
                  .sorted()
                  .collect(Collectors.joining(",")));
    }
    return List.copyOf(arguments);
  }

  private static void agent(
      AnnotationReader reader, String text, Map<LogComponent, LogLevel> components) {
    String key = Annotations.AGENT_LOG_LEVEL;
    for (Item item : items(text)) {
      // Istio's agent: a level alone is that of everything
      String scope = item.level().isEmpty() ? "default" : item.name();
      Optional<LogLevel> level = agentLevel(item.level().isEmpty() ? item.name() : item.level());
      if (level.isEmpty()) {
        reader.bad(key, text, AGENT_EXPECTED);
      } else if (SCOPES.containsKey(scope)) {
        SCOPES.get(scope).forEach(component -> components.put(component, level.get()));
      } else {
        reader.remark(
            key, scope, "one of the scopes that this proxy has: " + words(SCOPES.keySet()));
      }
    }
  }

  private static void components(
      AnnotationReader reader, String text, Map<LogComponent, LogLevel> components) {
    String key = Annotations.COMPONENT_LOG_LEVEL;
    for (Item item : items(text)) {
      Optional<LogLevel> level = LogLevel.of(item.level());
      Optional<LogComponent> component = LogComponent.of(item.name());
      if (level.isEmpty() || item.name().isEmpty()) {
        reader.bad(key, text, COMPONENTS_EXPECTED);
      } else if (component.isPresent()) {
        components.put(component.get(), level.get());
      } else {
        reader.remark(
            key,
            item.name(),
            "one of the components that this proxy has: "
                + words(List.of(LogComponent.values()).stream().map(LogComponent::word).toList()));
      }
    }
  }

  private static Optional<LogLevel> agentLevel(String word) {
    return switch (word) {
      case "none" -> Optional.of(LogLevel.OFF);
      case "fatal" -> Optional.of(LogLevel.CRITICAL);
      case "debug", "info", "warn", "error" -> LogLevel.of(word);
      default -> Optional.empty();
    };
  }

  private static List<Item> items(String text) {
    List<Item> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      int colon = item.indexOf(':');
      items.add(
          colon < 0
              ? new Item(item.strip(), "")
              : new Item(item.substring(0, colon).strip(), item.substring(colon + 1).strip()));
    }
    return items;
  }

  private static String words(Collection<String> words) {
    return words.stream().sorted().collect(Collectors.joining(", "));
  }
}
