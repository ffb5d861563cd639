package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How connections to a service are made (istio-features DR4 to DR25). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrafficPolicy(
    @JsonPropertyDescription("How a host is chosen.") @Nullable LoadBalancer loadBalancer,
    @JsonPropertyDescription("Limits of connections.") @Nullable ConnectionPool connectionPool,
    @JsonPropertyDescription("When a failing host is left out.")
        @Nullable OutlierDetection outlierDetection,
    @JsonPropertyDescription("TLS toward the service.") @Nullable ClientTls tls,
    @JsonPropertyDescription("Settings of single ports; they replace the others.")
        List<PortTrafficPolicy> portLevelSettings,
    @JsonPropertyDescription("Connections through a proxy.") @Nullable Tunnel tunnel,
    @JsonPropertyDescription("PROXY protocol toward the service.")
        @Nullable ProxyProtocol proxyProtocol,
    @JsonPropertyDescription("Share of requests that may be retries.")
        @Nullable RetryBudget retryBudget) {
  public TrafficPolicy {
    portLevelSettings = Absent.listOf(portLevelSettings);
  }

  /** How a host is chosen. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record LoadBalancer(
      @JsonPropertyDescription("LEAST_REQUEST, RANDOM, ROUND_ROBIN, PASSTHROUGH or LEAST_CONN.")
          @Nullable String simple,
      @JsonPropertyDescription("Requests with equal keys go to the same host.")
          @Nullable ConsistentHash consistentHash,
      @JsonPropertyDescription("Preference of near hosts.")
          @Nullable LocalityLoadBalancer localityLbSetting,
      @JsonPropertyDescription("Preference of near hosts by the number of hosts in each zone.")
          @Nullable ZoneAwareLoadBalancer zoneAwareLbSetting,
      @JsonPropertyDescription("Slow start of new hosts.") @Nullable Warmup warmup,
      @JsonPropertyDescription("Older form of warmup.duration.")
          @Nullable String warmupDurationSecs) {}

  /** The key and the algorithm. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ConsistentHash(
      @JsonPropertyDescription("The key is this header.") @Nullable String httpHeaderName,
      @JsonPropertyDescription("The key is this cookie.") @Nullable HttpCookie httpCookie,
      @JsonPropertyDescription("The key is the client's address.") @Nullable Boolean useSourceIp,
      @JsonPropertyDescription("The key is this query parameter.")
          @Nullable String httpQueryParameterName,
      @JsonPropertyDescription("Ring hash.") @Nullable RingHash ringHash,
      @JsonPropertyDescription("Maglev.") @Nullable Maglev maglev,
      @JsonPropertyDescription("Older form of ringHash.minimumRingSize.")
          @Nullable Long minimumRingSize) {}

  /** A cookie. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpCookie(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Its path.") @Nullable String path,
      @JsonPropertyDescription("Its life; 0s makes a session cookie, none makes no cookie.")
          @Nullable String ttl,
      @JsonPropertyDescription("Further attributes, as in SameSite=Lax.")
          List<CookieAttribute> attributes) {
    public HttpCookie {
      attributes = Absent.listOf(attributes);
    }
  }

  /** An attribute of a cookie. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CookieAttribute(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Its value; without one only the name is sent.")
          @Nullable String value) {}

  /** Ring hash. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RingHash(
      @JsonPropertyDescription("1024 by default.") @Nullable Long minimumRingSize) {}

  /** Maglev. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Maglev(
      @JsonPropertyDescription("A prime; 65537 by default.") @Nullable Long tableSize) {}

  /** Preference of near hosts. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record LocalityLoadBalancer(
      @JsonPropertyDescription("Shares by locality.") List<Distribute> distribute,
      @JsonPropertyDescription("Where a region fails over to.") List<Failover> failover,
      @JsonPropertyDescription("Labels in the order of their weight.")
          List<String> failoverPriority,
      @JsonPropertyDescription("Overrides the mesh's setting.") @Nullable Boolean enabled) {
    public LocalityLoadBalancer {
      distribute = Absent.listOf(distribute);
      failover = Absent.listOf(failover);
      failoverPriority = Absent.listOf(failoverPriority);
    }
  }

  /** Shares of one client locality. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Distribute(
      @JsonPropertyDescription("region/zone/subzone of clients.") @Nullable String from,
      @JsonPropertyDescription("Percent by locality of hosts.") Map<String, Integer> to) {
    public Distribute {
      to = Absent.mapOf(to);
    }
  }

  /** A failover between regions. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Failover(
      @JsonPropertyDescription("Region of clients.") @Nullable String from,
      @JsonPropertyDescription("Region of hosts.") @Nullable String to) {}

  /** Preference of near hosts by the number of hosts in each zone. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ZoneAwareLoadBalancer(
      @JsonPropertyDescription("Overrides the mesh's setting.") @Nullable Boolean enabled,
      @JsonPropertyDescription("Where a region fails over to.") List<Failover> failover,
      @JsonPropertyDescription(
              "Labels in the order of their weight, before the region; none of region, zone or"
                  + " subzone.")
          List<String> failoverPriority,
      @JsonPropertyDescription(
              "Hosts in the region below which zones do not matter; 6, if left out.")
          @Nullable Integer minClusterSize) {
    public ZoneAwareLoadBalancer {
      failover = Absent.listOf(failover);
      failoverPriority = Absent.listOf(failoverPriority);
    }
  }

  /** Slow start of new hosts. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Warmup(
      @JsonPropertyDescription("How long.") @Nullable String duration,
      @JsonPropertyDescription("Weight at the start.") @Nullable Double minimumPercent,
      @JsonPropertyDescription("Curve; 1 is linear.") @Nullable Double aggression) {}

  /** Limits of connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ConnectionPool(
      @JsonPropertyDescription("Limits of all connections.") @Nullable TcpPool tcp,
      @JsonPropertyDescription("Limits of HTTP.") @Nullable HttpPool http) {}

  /** Limits of all connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TcpPool(
      @JsonPropertyDescription("Connections to a host.") @Nullable Integer maxConnections,
      @JsonPropertyDescription("10s by default.") @Nullable String connectTimeout,
      @JsonPropertyDescription("Probes of idle connections.") @Nullable TcpKeepalive tcpKeepalive,
      @JsonPropertyDescription("Longest life.") @Nullable String maxConnectionDuration,
      @JsonPropertyDescription("1h by default.") @Nullable String idleTimeout) {}

  /** Probes of idle connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TcpKeepalive(
      @JsonPropertyDescription("Probes without answer before the connection is dead.")
          @Nullable Integer probes,
      @JsonPropertyDescription("Idle time before the first probe.") @Nullable String time,
      @JsonPropertyDescription("Time between probes.") @Nullable String interval) {}

  /** Limits of HTTP. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpPool(
      @JsonPropertyDescription("Requests that wait for a connection.")
          @Nullable Integer http1MaxPendingRequests,
      @JsonPropertyDescription("Requests at once.") @Nullable Integer http2MaxRequests,
      @JsonPropertyDescription("Requests before a connection is closed.")
          @Nullable Integer maxRequestsPerConnection,
      @JsonPropertyDescription("Retries at once.") @Nullable Integer maxRetries,
      @JsonPropertyDescription("Of a connection without requests.") @Nullable String idleTimeout,
      @JsonPropertyDescription("DEFAULT, DO_NOT_UPGRADE or UPGRADE.")
          @Nullable String h2UpgradePolicy,
      @JsonPropertyDescription("Whether the client's protocol is kept.")
          @Nullable Boolean useClientProtocol,
      @JsonPropertyDescription("Streams of an HTTP/2 connection.")
          @Nullable Integer maxConcurrentStreams,
      @JsonPropertyDescription("Pings of HTTP/2 connections.")
          @Nullable Http2KeepAlive http2KeepAlive) {}

  /** Pings of HTTP/2 connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Http2KeepAlive(
      @JsonPropertyDescription("Between pings, as in 30s.") @Nullable String interval,
      @JsonPropertyDescription("How long an answer is waited for, as in 10s.")
          @Nullable String timeout) {}

  /** When a failing host is left out. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record OutlierDetection(
      @JsonPropertyDescription("Ignored; replaced by the others.")
          @Nullable Integer consecutiveErrors,
      @JsonPropertyDescription("Whether own failures are counted apart.")
          @Nullable Boolean splitExternalLocalOriginErrors,
      @JsonPropertyDescription("Own failures in a row.")
          @Nullable Integer consecutiveLocalOriginFailures,
      @JsonPropertyDescription("502, 503 and 504 in a row.")
          @Nullable Integer consecutiveGatewayErrors,
      @JsonPropertyDescription("5xx in a row; 5 by default.")
          @Nullable Integer consecutive5xxErrors,
      @JsonPropertyDescription("Between evaluations; 10s by default.") @Nullable String interval,
      @JsonPropertyDescription("30s by default.") @Nullable String baseEjectionTime,
      @JsonPropertyDescription("10 by default.") @Nullable Integer maxEjectionPercent,
      @JsonPropertyDescription("Below it nobody is left out; 0 by default.")
          @Nullable Integer minHealthPercent,
      @JsonPropertyDescription("Status codes that count as failures; 5xx by default.")
          List<Integer> outlierDetectionHttpErrorCodes) {
    public OutlierDetection {
      outlierDetectionHttpErrorCodes = Absent.listOf(outlierDetectionHttpErrorCodes);
    }
  }
}
