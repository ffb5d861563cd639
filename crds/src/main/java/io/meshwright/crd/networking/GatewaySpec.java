package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What proxies at the edge of the mesh serve (istio-features GW1 to GW15). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GatewaySpec(
    @JsonPropertyDescription("What is served on which port.") List<Server> servers,
    @JsonPropertyDescription(
            "Labels of the proxies' pods, in any namespace; all gateways if there is none.")
        Map<String, String> selector) {
  public GatewaySpec {
    servers = Absent.listOf(servers);
    selector = Absent.mapOf(selector);
  }

  /** Hosts on a port. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Server(
      @JsonPropertyDescription("The port that clients dial.") @Nullable Port port,
      @JsonPropertyDescription("The address to listen on; all if there is none.")
          @Nullable String bind,
      @JsonPropertyDescription(
              "[NAMESPACE/]HOST; a leading * is a wildcard, the namespace that of the"
                  + " VirtualServices that may be bound: . the own, * any.")
          List<String> hosts,
      @JsonPropertyDescription("TLS toward clients.") @Nullable ServerTls tls,
      @JsonPropertyDescription("Where everything goes, whatever the routes say.")
          @Nullable String defaultEndpoint,
      @JsonPropertyDescription("A name for people; unique among all servers.")
          @Nullable String name) {
    public Server {
      hosts = Absent.listOf(hosts);
    }
  }

  /** A port that is served. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Port(
      @JsonPropertyDescription("Its number, that of the gateway's Service.")
          @Nullable Integer number,
      @JsonPropertyDescription("HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, MONGO, TCP or TLS.")
          @Nullable String protocol,
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Has no effect.") @Nullable Integer targetPort) {}
}
