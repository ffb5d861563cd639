package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits of connections (istio-features DR15, DR16); 0 and null mean that nothing is said. */
public record ConnectionPool(Tcp tcp, Http http) {

  /** Nothing is said. */
  public static final ConnectionPool DEFAULT = new ConnectionPool(Tcp.DEFAULT, Http.DEFAULT);

  /** Limits of all connections. */
  public record Tcp(
      int maxConnections,
      @Nullable Duration connectTimeout,
      @Nullable Keepalive keepalive,
      @Nullable Duration maxConnectionDuration,
      @Nullable Duration idleTimeout) {
    static final Tcp DEFAULT = new Tcp(0, null, null, null, null);
  }

  /** Probes of idle connections. */
  public record Keepalive(int probes, @Nullable Duration time, @Nullable Duration interval) {}

  /** Limits of HTTP. */
  public record Http(
      int maxPendingRequests,
      int maxRequests,
      int maxRequestsPerConnection,
      int maxRetries,
      @Nullable Duration idleTimeout,
      H2Upgrade upgrade,
      boolean useClientProtocol,
      int maxConcurrentStreams,
      @Nullable Pings pings) {
    static final Http DEFAULT = new Http(0, 0, 0, 0, null, H2Upgrade.DEFAULT, false, 0, null);
  }

  /**
   * Pings of HTTP/2 connections.
   *
   * @param timeout how long an answer is waited for
   */
  public record Pings(Duration interval, Duration timeout) {}

  /** Whether HTTP/1.1 becomes HTTP/2 between proxies (istio-features DR17). */
  public enum H2Upgrade {
    DEFAULT,
    DO_NOT_UPGRADE,
    UPGRADE
  }
}
