package io.meshwright.xds;

import java.util.Locale;
import java.util.Optional;

/**
 * Parts of the proxy whose logging is set apart, by Envoy's names of them. Injector and proxy agree
 * on them by the proxy's option {@code --proxyComponentLogLevel}.
 */
public enum LogComponent {
  /** The proxy's own ports, probes and merged metrics. */
  ADMIN,
  /** What comes from the control plane. */
  CONFIG,
  /** Connections of the application's clients and to its upstreams. */
  CONNECTION,
  /** Resolution of names, for the application and for the proxy. */
  DNS,
  /** Streams to the control plane and to services that are asked on the way. */
  GRPC,
  /** The workload's certificates. */
  SECRET;

  /** The component that is called so. */
  public static Optional<LogComponent> of(String word) {
    for (LogComponent component : values()) {
      if (component.word().equals(word)) {
        return Optional.of(component);
      }
    }
    return Optional.empty();
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
