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
 * @param tunnelling how the hosts are asked to pass the bytes on; absent: they get them as they are
 */
public record TcpProxy(
    String statPrefix,
    ClusterTarget target,
    Duration idleTimeout,
    int maxConnectAttempts,
    @Nullable Duration maxConnectionDuration,
    boolean hashBySource,
    @Nullable Tunnelling tunnelling,
    List<AccessLog> accessLogs)
    implements NetworkFilter {

  /** Envoy's idle timeout when unset. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofHours(1);

  public TcpProxy {
    accessLogs = List.copyOf(accessLogs);
  }

  /**
   * The hosts are HTTP proxies, which carry the bytes on.
   *
   * @param target host and port that they are asked for
   * @param postPath of the POST whose body carries the bytes; empty asks by CONNECT
   * @param headers added to the request
   */
  public record Tunnelling(Format target, String postPath, List<HeaderMutations.Addition> headers) {
    public Tunnelling {
      headers = List.copyOf(headers);
    }
  }
}
