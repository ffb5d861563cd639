package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relays bytes to a cluster.
 *
 * @param idleTimeout both directions quiet for this long ends the connection; zero is no limit
 * @param maxConnectAttempts 1 or more
 * @param maxConnectionDuration absent is no limit
 * @param hashBySource whether the client's address is what the cluster hashes
 */
public record TcpProxy(
    String statPrefix,
    ClusterTarget target,
    Duration idleTimeout,
    int maxConnectAttempts,
    @Nullable Duration maxConnectionDuration,
    boolean hashBySource,
    List<AccessLog> accessLogs)
    implements NetworkFilter {

  /** Envoy's idle timeout when unset. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofHours(1);

  public TcpProxy {
    accessLogs = List.copyOf(accessLogs);
  }
}
