package io.meshwright.proxy.log;

import io.meshwright.proxy.config.Logging;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets from what on the process logs. Libraries log no more than from {@code info} on, but for gRPC
 * where its component is named: what they say of their insides is not for users.
 */
public final class LogLevels {
  private static final String PROXY = "io.meshwright";

  /** The JDK keeps loggers weakly, and a level would go with its logger. */
  private static final List<Logger> KEPT = new ArrayList<>();

  private LogLevels() {}

  /** Call once, after {@link LogLine#install()}. */
  public static void apply(Logging logging) {
    Level level = level(logging.level());
    set("", level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
    set(PROXY, level);
    logging
        .components()
        .forEach((component, own) -> loggers(component).forEach(logger -> set(logger, level(own))));
  }

  private static synchronized void set(String name, Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    KEPT.add(logger);
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
