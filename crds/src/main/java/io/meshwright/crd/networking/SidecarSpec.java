package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a workload's proxy sees of the mesh, and what it accepts (istio-features SC1 to SC10). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SidecarSpec(
    @JsonPropertyDescription(
            "Workloads to which it applies; all of the namespace if there is none.")
        @Nullable WorkloadSelector workloadSelector,
    @JsonPropertyDescription("Ports that the workload serves, instead of those of its services.")
        List<IngressListener> ingress,
    @JsonPropertyDescription("What the workload may reach; everything if there is none.")
        List<EgressListener> egress,
    @JsonPropertyDescription("Limits of connections to the workload.")
        TrafficPolicy.@Nullable ConnectionPool inboundConnectionPool,
    @JsonPropertyDescription("What becomes of traffic to hosts that are not seen.")
        @Nullable OutboundTrafficPolicy outboundTrafficPolicy) {
  public SidecarSpec {
    ingress = Absent.listOf(ingress);
    egress = Absent.listOf(egress);
  }

  /** A port that the workload serves. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record IngressListener(
      @JsonPropertyDescription("The port.") @Nullable SidecarPort port,
      @JsonPropertyDescription("The address to listen on.") @Nullable String bind,
      @JsonPropertyDescription("DEFAULT, IPTABLES or NONE.") @Nullable String captureMode,
      @JsonPropertyDescription(
              "Where the workload serves: 127.0.0.1:PORT, 0.0.0.0:PORT, [::1]:PORT,"
                  + " [::]:PORT or unix:///path.")
          @Nullable String defaultEndpoint,
      @JsonPropertyDescription("TLS of the port, where the mesh has none.") @Nullable ServerTls tls,
      @JsonPropertyDescription("Limits of connections to the port.")
          TrafficPolicy.@Nullable ConnectionPool connectionPool) {}

  /** Hosts that the workload may reach. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record EgressListener(
      @JsonPropertyDescription("The only port on which these hosts are reached.")
          @Nullable SidecarPort port,
      @JsonPropertyDescription(
              "The address to listen on; unix:///path or unix://@name with port number 0 and a"
                  + " protocol.")
          @Nullable String bind,
      @JsonPropertyDescription("DEFAULT, IPTABLES or NONE.") @Nullable String captureMode,
      @JsonPropertyDescription(
              "NAMESPACE/HOST; * is all, . the own namespace; ~ before either takes" + " away.")
          List<String> hosts) {
    public EgressListener {
      hosts = Absent.listOf(hosts);
    }
  }

  /** A port of a listener. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SidecarPort(
      @JsonPropertyDescription("Its number; 0 for a Unix socket.") @Nullable Integer number,
      @JsonPropertyDescription("HTTP, HTTP2, GRPC, HTTPS, TLS, TCP or others.")
          @Nullable String protocol,
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Has no effect.") @Nullable Integer targetPort) {}

  /** What becomes of traffic to hosts that are not seen. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record OutboundTrafficPolicy(
      @JsonPropertyDescription("REGISTRY_ONLY or ALLOW_ANY.") @Nullable String mode,
      @JsonPropertyDescription("Where it goes instead.") @Nullable Destination egressProxy) {}
}
