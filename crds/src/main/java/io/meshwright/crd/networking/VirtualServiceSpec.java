package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How requests to some hosts are routed (istio-features VS1 to VS28). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VirtualServiceSpec(
    @JsonPropertyDescription("Hosts to which the routes apply; a leading * is a wildcard.")
        List<String> hosts,
    @JsonPropertyDescription(
            "Gateways to which the routes apply; mesh means all sidecars and is the default.")
        List<String> gateways,
    @JsonPropertyDescription("Routes of HTTP requests; the first that matches is taken.")
        List<HttpRoute> http,
    @JsonPropertyDescription("Routes of TLS connections that pass through.") List<TlsRoute> tls,
    @JsonPropertyDescription("Routes of opaque connections.") List<TcpRoute> tcp,
    @JsonPropertyDescription("Namespaces that see this resource; . is its own, * is all.")
        List<String> exportTo) {
  public VirtualServiceSpec {
    hosts = Absent.listOf(hosts);
    gateways = Absent.listOf(gateways);
    http = Absent.listOf(http);
    tls = Absent.listOf(tls);
    tcp = Absent.listOf(tcp);
    exportTo = Absent.listOf(exportTo);
  }

  /** Routes TLS connections by their server name, without decrypting them. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TlsRoute(
      @JsonPropertyDescription("Any of these must match.") List<TlsMatch> match,
      @JsonPropertyDescription("Weighted destinations.") List<RouteDestination> route) {
    public TlsRoute {
      match = Absent.listOf(match);
      route = Absent.listOf(route);
    }
  }

  /** Selects TLS connections; all fields must match. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TlsMatch(
      @JsonPropertyDescription("Server names; a leading * is a wildcard.") List<String> sniHosts,
      @JsonPropertyDescription("CIDRs of the original destination.")
          List<String> destinationSubnets,
      @JsonPropertyDescription("The port of the listener.") @Nullable Integer port,
      @JsonPropertyDescription("Labels of the client workloads to which this applies.")
          Map<String, String> sourceLabels,
      @JsonPropertyDescription("The gateways to which this applies.") List<String> gateways,
      @JsonPropertyDescription("The namespace of the client workloads to which this applies.")
          @Nullable String sourceNamespace) {
    public TlsMatch {
      sniHosts = Absent.listOf(sniHosts);
      destinationSubnets = Absent.listOf(destinationSubnets);
      sourceLabels = Absent.mapOf(sourceLabels);
      gateways = Absent.listOf(gateways);
    }
  }

  /** Routes opaque connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TcpRoute(
      @JsonPropertyDescription("Any of these must match.") List<TcpMatch> match,
      @JsonPropertyDescription("Weighted destinations.") List<RouteDestination> route) {
    public TcpRoute {
      match = Absent.listOf(match);
      route = Absent.listOf(route);
    }
  }

  /** Selects opaque connections; all fields must match. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TcpMatch(
      @JsonPropertyDescription("CIDRs of the original destination.")
          List<String> destinationSubnets,
      @JsonPropertyDescription("The port of the listener.") @Nullable Integer port,
      @JsonPropertyDescription("CIDR of the client.") @Nullable String sourceSubnet,
      @JsonPropertyDescription("Labels of the client workloads to which this applies.")
          Map<String, String> sourceLabels,
      @JsonPropertyDescription("The gateways to which this applies.") List<String> gateways,
      @JsonPropertyDescription("The namespace of the client workloads to which this applies.")
          @Nullable String sourceNamespace) {
    public TcpMatch {
      destinationSubnets = Absent.listOf(destinationSubnets);
      sourceLabels = Absent.mapOf(sourceLabels);
      gateways = Absent.listOf(gateways);
    }
  }

  /** A weighted destination of connections. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RouteDestination(
      @JsonPropertyDescription("Where connections go.") @Nullable Destination destination,
      @JsonPropertyDescription("Share relative to the others.") @Nullable Integer weight) {}
}
