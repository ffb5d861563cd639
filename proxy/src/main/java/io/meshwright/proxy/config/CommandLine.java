package io.meshwright.proxy.config;

import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import io.meshwright.xds.NodeId.ProxyType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the process is started as (istio-features I12).
 *
 * @param domain {@code NS.svc.DOMAIN}; empty if it is not given
 */
record CommandLine(ProxyType type, String domain, Logging logging) {

  private static final String SOURCE = "command line";
  private static final String USAGE =
      "sidecar or router, --domain NS.svc.DOMAIN, --proxyLogLevel LEVEL and"
          + " --proxyComponentLogLevel COMPONENT:LEVEL,…";
  private static final String DOMAIN = "--domain";
  private static final String LEVEL = "--proxyLogLevel";
  private static final String COMPONENT_LEVELS = "--proxyComponentLogLevel";
  private static final List<String> OPTIONS = List.of(DOMAIN, LEVEL, COMPONENT_LEVELS);

  static CommandLine read(List<String> arguments, Settings settings) {
    ProxyType type = type(arguments, settings);
    String domain = "";
    LogLevel level = Logging.DEFAULT.level();
    Map<LogComponent, LogLevel> components = new EnumMap<>(LogComponent.class);
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String option = equals < 0 ? argument : argument.substring(0, equals);
      if (!OPTIONS.contains(option) || (equals < 0 && i + 1 == arguments.size())) {
        settings.problem(SOURCE, "", argument, USAGE);
        continue;
      }
      String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
      switch (option) {
        case LEVEL -> level = level(option, value, settings);
        case COMPONENT_LEVELS -> components.putAll(components(value, settings));
        default -> domain = value;
      }
    }
    return new CommandLine(type, domain, new Logging(level, components));
  }

  /** The first word; a wrong one is reported and read as a sidecar. */
  private static ProxyType type(List<String> arguments, Settings settings) {
    String word = arguments.isEmpty() ? "" : arguments.getFirst();
    if (word.equals(ProxyType.ROUTER.word())) {
      return ProxyType.ROUTER;
    }
    if (!word.equals(ProxyType.SIDECAR.word())) {
      settings.problem(SOURCE, "", String.join(" ", arguments), USAGE);
    }
    return ProxyType.SIDECAR;
  }

  private static LogLevel level(String option, String word, Settings settings) {
    Optional<LogLevel> level = LogLevel.of(word);
    if (level.isEmpty()) {
      settings.problem(SOURCE, option, word, LogLevel.EXPECTED);
    }
    return level.orElse(Logging.DEFAULT.level());
  }

  private static Map<LogComponent, LogLevel> components(String text, Settings settings) {
    Map<LogComponent, LogLevel> levels = new EnumMap<>(LogComponent.class);
    for (String item : text.split(",", -1)) {
      int colon = item.indexOf(':');
      Optional<LogComponent> component = LogComponent.of(item.substring(0, Math.max(colon, 0)));
      if (component.isEmpty()) {
        settings.problem(SOURCE, COMPONENT_LEVELS, item, "COMPONENT:LEVEL with one of " + words());
      } else {
        levels.put(component.get(), level(COMPONENT_LEVELS, item.substring(colon + 1), settings));
      }
    }
    return levels;
  }

  private static String words() {
    return String.join(
        ", ", List.of(LogComponent.values()).stream().map(LogComponent::word).toList());
  }
}
