package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.meshwright.crd.naming.DnsLabel;
import io.meshwright.crd.naming.Ports;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port of a gateway's Service; fields as in a Service's spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GatewayPort(
    @Required
        @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription("Name of the port, one of a kind in the Service.")
        String name,
    @Required @Min(1) @Max(65535) @JsonPropertyDescription("Port of the Service.") Integer port,
    @Min(1) @Max(65535) @JsonPropertyDescription(
            "Port of the replicas, which Gateway objects name; the port of the Service, if left"
                + " out.")
        @Nullable Integer targetPort,
    @Min(1) @Max(65535) @JsonPropertyDescription(
            "Port of each node, for the types NodePort and LoadBalancer; Kubernetes chooses, if"
                + " left out.")
        @Nullable Integer nodePort,
    @Default("TCP") @JsonPropertyDescription("Protocol that carries connections.")
        Protocol protocol) {

  /** As in Istio's chart: readiness for load balancers, HTTP, and HTTPS. */
  static final List<GatewayPort> DEFAULT =
      List.of(
          new GatewayPort("status-port", Ports.PROXY_READINESS),
          new GatewayPort("http2", 80),
          new GatewayPort("https", 443));

  /** What proxies serve; connections over UDP are not among it. */
  public enum Protocol {
    TCP
  }

  public GatewayPort {
    protocol = protocol == null ? Protocol.TCP : protocol;
  }

  private GatewayPort(String name, int port) {
    this(name, port, null, null, Protocol.TCP);
  }

  /** Port of the replicas. */
  public int target() {
    return targetPort == null ? port : targetPort;
  }
}
