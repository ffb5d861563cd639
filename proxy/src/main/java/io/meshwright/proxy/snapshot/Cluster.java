package io.meshwright.proxy.snapshot;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of upstream hosts and how they are used.
 *
 * @param altStatName the name in metrics; the cluster's own if empty
 * @param transport used where no match of {@code transportMatches} fits
 * @param transportMatches the first whose labels the endpoint carries is used
 * @param sourceAddresses that upstream connections are bound to, the first of the endpoint's
 *     family; without one it is left to the system
 * @param outlier absent: no endpoint is ejected
 * @param healthCheck absent: no endpoint is asked
 * @param tcpKeepalive absent: the system's default
 * @param services the services that the cluster stands for, for telemetry
 * @param configSource the resource that the cluster was made from; may be empty
 * @param closeOnHealthFailure whether connections to an endpoint that becomes unhealthy are closed
 */
public record Cluster(
    String name,
    String altStatName,
    Discovery discovery,
    LoadBalancing loadBalancing,
    Duration connectTimeout,
    HttpProtocol.Upstream http,
    CircuitLimits limits,
    @Nullable OutlierDetection outlier,
    @Nullable HealthCheck healthCheck,
    TransportSocket.Upstream transport,
    List<TransportMatch> transportMatches,
    List<InetAddress> sourceAddresses,
    @Nullable TcpKeepalive tcpKeepalive,
    int bufferLimitBytes,
    List<ServiceIdentity> services,
    String configSource,
    boolean closeOnHealthFailure) {

  /** Envoy's {@code connect_timeout} when unset. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  public Cluster {
    transportMatches = List.copyOf(transportMatches);
    sourceAddresses = List.copyOf(sourceAddresses);
    services = List.copyOf(services);
  }

  /** Whether some endpoint is told whose connection it gets. */
  public boolean tellsClients() {
    return transport instanceof TransportSocket.ProxyProtocol
        || transportMatches.stream()
            .anyMatch(match -> match.transport() instanceof TransportSocket.ProxyProtocol);
  }

  /** Where endpoints come from. */
  public sealed interface Discovery {
    /** The endpoint discovery service, by this name. */
    record Eds(String serviceName) implements Discovery {}

    /** Part of the cluster. */
    record Static() implements Discovery {}

    /**
     * The address that the connection had before it was redirected.
     *
     * @param portOverride absent keeps the original port
     */
    record OriginalDestination(@Nullable Integer portOverride) implements Discovery {}

    /**
     * DNS, for the endpoints that are names.
     *
     * @param logical whether a name is one host, of which new connections use the latest address;
     *     otherwise each address is a host
     * @param refreshRate between two questions
     * @param respectTtl whether the life of an answer is used instead
     * @param failureRefresh after a failure; grows up to {@code failureRefreshMost}
     */
    record Dns(
        boolean logical,
        LookupFamily family,
        Duration refreshRate,
        boolean respectTtl,
        Duration failureRefresh,
        Duration failureRefreshMost)
        implements Discovery {}
  }

  /** Which addresses of a name are used. */
  public enum LookupFamily {
    /** IPv6, or IPv4 if there is none. */
    AUTO,
    V4_ONLY,
    V6_ONLY,
    /** IPv4, or IPv6 if there is none. */
    V4_PREFERRED,
    ALL
  }

  /** The transport of endpoints that carry these labels. */
  public record TransportMatch(
      String name, MatchLabels labels, TransportSocket.Upstream transport) {}

  /** TCP keep-alive; an absent value is the system's. */
  public record TcpKeepalive(
      @Nullable Integer probes, @Nullable Duration idle, @Nullable Duration interval) {}

  /** A service of the mesh, as telemetry names it. */
  public record ServiceIdentity(String host, String name, String namespace) {}
}
