package io.meshwright.runtime.compile.route;

import io.meshwright.runtime.model.name.Hostname;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a sidecar's outbound routes (istio-features X21): {@code PORT} for all services of a
 * port, {@code HOST:PORT} for one service whose protocol is detected.
 */
public record RouteName(@Nullable Hostname host, int port) {

  private static final int MAX_PORT = 65_535;

  /** Reads the text form; empty for any other name. */
  public static Optional<RouteName> parse(String name) {
    int colon = name.lastIndexOf(':');
    try {
      int port = Integer.parseInt(name.substring(colon + 1));
      Hostname host = colon < 0 ? null : new Hostname(name.substring(0, colon));
      return port < 1 || port > MAX_PORT
          ? Optional.empty()
          : Optional.of(new RouteName(host, port));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return host == null ? Integer.toString(port) : host + ":" + port;
  }
}
