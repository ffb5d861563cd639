package io.meshwright.proxy.admin;

import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Logging;
import io.meshwright.proxy.log.LogLevels;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.lang.System.Logger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /logging}: shows and changes from what on the process logs, with Envoy's parameters. Its
 * loggers are the components of {@link LogComponent}, and {@code main} for what none of them names.
 * A question of which anything is wrong changes nothing.
 */
final class LoggingPage {
  private static final Logger LOG = System.getLogger(LoggingPage.class.getName());
  private static final String MAIN = "main";
  private static final String USAGE =
      """

      usage: /logging?<name>=<level> (change single level)
      usage: /logging?paths=name1:level1,name2:level2,... (change multiple levels)
      usage: /logging?level=<level> (change all levels)
      levels: %s
      """
          .formatted(LogLevel.EXPECTED);

  private LoggingPage() {}

  static Reply answer(String rawQuery) {
    Map<String, List<String>> parameters = new QueryStringDecoder(rawQuery, false).parameters();
    try {
      if (!parameters.isEmpty()) {
        Logging changed = changed(LogLevels.current(), parameters);
        LogLevels.apply(changed);
        LOG.log(Logger.Level.INFO, "log levels changed by the admin port: {0}", levels(changed));
      }
      return Reply.text(200, loggers());
    } catch (ConfigException e) {
      return Reply.text(400, "error: " + e.getMessage() + "\n" + USAGE + loggers());
    }
  }

  private static Logging changed(Logging now, Map<String, List<String>> parameters)
      throws ConfigException {
    Map.Entry<String, List<String>> only = parameters.entrySet().iterator().next();
    if (parameters.size() != 1 || only.getValue().size() != 1) {
      throw error("", "more than one", "one parameter");
    }
    String value = only.getValue().getFirst();
    return switch (only.getKey()) {
      case "level" -> new Logging(level("level", value), Map.of());
      case "paths" -> {
        Logging result = now;
        for (String change : value.split(",", -1)) {
          int colon = change.indexOf(':');
          if (colon < 0) {
            throw error("paths", change, "LOGGER:LEVEL");
          }
          result = with(result, change.substring(0, colon), change.substring(colon + 1));
        }
        yield result;
      }
      default -> with(now, only.getKey(), value);
    };
  }

  private static Logging with(Logging now, String logger, String word) throws ConfigException {
    if (logger.equals(MAIN)) {
      Map<LogComponent, LogLevel> kept = new EnumMap<>(LogComponent.class);
      for (LogComponent component : LogComponent.values()) {
        kept.put(component, LogLevels.effective(now, component));
      }
      return new Logging(level(logger, word), kept);
    }
    LogComponent component =
        LogComponent.of(logger)
            .orElseThrow(() -> error("logger", logger, String.join(", ", levels(now).keySet())));
    Map<LogComponent, LogLevel> components = new EnumMap<>(LogComponent.class);
    components.putAll(now.components());
    components.put(component, level(logger, word));
    return new Logging(now.level(), components);
  }

  private static LogLevel level(String path, String word) throws ConfigException {
    return LogLevel.of(word).orElseThrow(() -> error(path, word, LogLevel.EXPECTED));
  }

  private static ConfigException error(String path, String found, String expected) {
    return new ConfigException(new ConfigError("/logging", path, found, expected));
  }

  private static String loggers() {
    StringBuilder text = new StringBuilder("active loggers:\n");
    levels(LogLevels.current())
        .forEach(
            (name, level) ->
                text.append("  ").append(name).append(": ").append(level).append('\n'));
    return text.append('\n').toString();
  }

  /** Each logger with the word of its level. */
  private static Map<String, String> levels(Logging logging) {
    Map<String, String> levels = new TreeMap<>();
    levels.put(MAIN, logging.level().word());
    for (LogComponent component : LogComponent.values()) {
      levels.put(component.word(), LogLevels.effective(logging, component).word());
    }
    return levels;
  }
}
