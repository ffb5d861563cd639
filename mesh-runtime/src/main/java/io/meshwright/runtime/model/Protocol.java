package io.meshwright.runtime.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is spoken on a port, as far as it is declared (istio-features G8). */
public enum Protocol {
  HTTP,
  HTTP2,
  GRPC,
  GRPC_WEB,
  HTTPS,
  TLS,
  TCP,
  MONGO,
  REDIS,
  MYSQL,
  UDP,
  /** Nothing is declared: the first bytes decide. */
  SNIFFED;

  private static final Map<String, Protocol> NAMES =
      Map.ofEntries(
          Map.entry("http", HTTP),
          Map.entry("http2", HTTP2),
          Map.entry("grpc", GRPC),
          Map.entry("grpc-web", GRPC_WEB),
          Map.entry("https", HTTPS),
          Map.entry("tls", TLS),
          Map.entry("tcp", TCP),
          Map.entry("mongo", MONGO),
          Map.entry("redis", REDIS),
          Map.entry("mysql", MYSQL),
          Map.entry("udp", UDP),
          Map.entry("kubernetes.io/h2c", HTTP2),
          Map.entry("kubernetes.io/ws", HTTP),
          Map.entry("kubernetes.io/wss", HTTPS));

  /** Ports of protocols in which the server speaks first: SMTP, DNS, MySQL, MongoDB. */
  private static final Set<Integer> SERVER_FIRST = Set.of(25, 53, 3306, 27017);

  /**
   * Selects the protocol of a Service's port.
   *
   * @param number the port
   * @param name the port's name, of which the part before the first dash counts
   * @param appProtocol beats the name if set
   * @param transport {@code TCP}, {@code UDP} or {@code SCTP}
   */
  public static Protocol select(
      int number, @Nullable String name, @Nullable String appProtocol, @Nullable String transport) {
    if ("UDP".equals(transport)) {
      return UDP;
    }
    Optional<Protocol> declared =
        appProtocol != null && !appProtocol.isEmpty() ? named(appProtocol) : byPortName(name);
    return declared.orElse(SERVER_FIRST.contains(number) ? TCP : SNIFFED);
  }

  /** Whether requests can be routed one by one. */
  public boolean http() {
    return this == HTTP || this == HTTP2 || this == GRPC || this == GRPC_WEB;
  }

  /** Whether upstream connections speak HTTP/2 by declaration. */
  public boolean http2() {
    return this == HTTP2 || this == GRPC || this == GRPC_WEB;
  }

  /** Whether the application itself encrypts. */
  public boolean encrypted() {
    return this == HTTPS || this == TLS;
  }

  /** Whether the payload is relayed without looking at it. */
  public boolean opaque() {
    return this == TCP || this == MONGO || this == REDIS || this == MYSQL || encrypted();
  }

  private static Optional<Protocol> byPortName(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("grpc-web") || lower.startsWith("grpc-web-")) {
      return Optional.of(GRPC_WEB);
    }
    int dash = lower.indexOf('-');
    return named(dash < 0 ? lower : lower.substring(0, dash));
  }

  /** The protocol that a word declares, without regard to case. */
  public static Optional<Protocol> named(String word) {
    return Optional.ofNullable(NAMES.get(word.toLowerCase(Locale.ROOT)));
  }
}
