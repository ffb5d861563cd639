package io.meshwright.proxy.config;

import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.util.Map;

/**
 * From what on the process logs.
 *
 * @param level of what {@code components} do not name
 */
public record Logging(LogLevel level, Map<LogComponent, LogLevel> components) {

  /** What a process logs that is told nothing. */
  public static final Logging DEFAULT = new Logging(LogLevel.INFO, Map.of());

  public Logging {
    components = Map.copyOf(components);
  }
}
