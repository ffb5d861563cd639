package io.meshwright.proxy.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * {@code 2026-11-21T12:00:00.000Z warn AdsClient message}, with the stack trace of an error on the
 * lines below. The JDK's own logging carries it: gRPC and Netty use it as they are, and it adds
 * neither jars nor time at start.
 */
public final class LogLine extends Formatter {

  @Override
  public String format(LogRecord entry) {
    StringBuilder line = new StringBuilder(128);
    line.append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    line.append(word(entry.getLevel())).append(' ');
    String name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
    line.append(name, name.lastIndexOf('.') + 1, name.length()).append(' ');
    line.append(formatMessage(entry).replace('\n', ' ')).append('\n');
    if (entry.getThrown() != null) {
      StringWriter trace = new StringWriter();
      entry.getThrown().printStackTrace(new PrintWriter(trace));
      line.append(trace);
    }
    return line.toString();
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warn";
    }
    return value >= Level.INFO.intValue() ? "info" : level.getName().toLowerCase(Locale.ROOT);
  }

  /** Makes it the format of the whole process. Call before anything is logged. */
  public static void install() {
    LogManager.getLogManager().reset();
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new LogLine());
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
  }
}
