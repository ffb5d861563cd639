package io.meshwright.proxy.log;

import io.meshwright.proxy.config.Logging;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From what on the process logs. Libraries log no more than from {@code info} on, but for gRPC
 * where its component is named: what they say of their insides is not for users. Safe for use by
 * several threads.
 */
public final class LogLevels {
  private static final String PROXY = "io.meshwright";

  /** The JDK keeps loggers weakly, and a level would go with its logger. */
  private static final List<Logger> KEPT = new ArrayList<>();

  private static Logging current = Logging.DEFAULT;

  private LogLevels() {}

  /** Sets all levels. Call after {@link LogLine#install()}. */
  public static synchronized void apply(Logging logging) {
    KEPT.clear();
    set("", level(libraries(logging)));
    set(PROXY, level(logging.level()));
    for (LogComponent component : LogComponent.values()) {
      LogLevel own = logging.components().get(component);
      loggers(component).forEach(logger -> set(logger, own == null ? null : level(own)));
    }
    current = logging;
  }

  /** What was set last. */
  public static synchronized Logging current() {
    return current;
  }

  /** From what on a component logs, by a level of its own or by the one of all. */
  public static LogLevel effective(Logging logging, LogComponent component) {
    return logging
        .components()
        .getOrDefault(
            component, component == LogComponent.GRPC ? libraries(logging) : logging.level());
  }

  private static LogLevel libraries(Logging logging) {
    return logging.level().compareTo(LogLevel.INFO) < 0 ? LogLevel.INFO : logging.level();
  }

  private static void set(String name, @Nullable Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    if (level != null) {
      KEPT.add(logger);
    }
  }

  static List<String> loggers(LogComponent component) {
    return switch (component) {
      case ADMIN -> List.of(PROXY + ".proxy.admin");
      case CONFIG ->
          List.of(PROXY + ".proxy.xds", PROXY + ".proxy.controlplane", PROXY + ".proxy.lastgood");
      case CONNECTION -> List.of(PROXY + ".proxy.listener", PROXY + ".proxy.tcp");
      case DNS -> List.of(PROXY + ".proxy.dns", PROXY + ".proxy.nameserver");
      case GRPC -> List.of("io.grpc");
      case SECRET -> List.of(PROXY + ".proxy.identity");
    };
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.FINER;
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARNING;
      case ERROR, CRITICAL -> Level.SEVERE;
      case OFF -> Level.OFF;
    };
  }
}
