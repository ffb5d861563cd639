package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Service in front of a gateway's replicas; fields as in Istio's chart {@code gateway}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.type == 'LoadBalancer' || !has(self.loadBalancerSourceRanges)",
    message = "loadBalancerSourceRanges needs type LoadBalancer")
@ValidationRule(
    value = "self.type != 'ClusterIP' || !has(self.externalTrafficPolicy)",
    message = "externalTrafficPolicy needs type LoadBalancer or NodePort")
public record GatewayService(
    @Default("LoadBalancer")
        @JsonPropertyDescription(
            "LoadBalancer: an address outside of the cluster. NodePort: a port of each node."
                + " ClusterIP: an address inside.")
        Type type,
    @Default(
            "[{\"name\":\"status-port\",\"port\":15021},{\"name\":\"http2\",\"port\":80},"
                + "{\"name\":\"https\",\"port\":443}]")
        @JsonPropertyDescription(
            "Ports that clients may use; a port serves what Gateway objects say of it. If left out,"
                + " 80, 443 and readiness on 15021.")
        List<GatewayPort> ports,
    @JsonPropertyDescription("Labels beside the operator's own.") Map<String, String> labels,
    @JsonPropertyDescription("Annotations, such as those that load balancers read.")
        Map<String, String> annotations,
    @JsonPropertyDescription(
            "Local: clients' addresses are kept, and only nodes with a replica take connections."
                + " Cluster: any node does. Cluster, if left out.")
        @Nullable TrafficPolicy externalTrafficPolicy,
    @JsonPropertyDescription("Ranges of addresses whose clients a load balancer lets in.")
        List<String> loadBalancerSourceRanges) {

  /** How a Service is reached. */
  public enum Type {
    LoadBalancer,
    NodePort,
    ClusterIP
  }

  /** Which nodes take connections from outside. */
  public enum TrafficPolicy {
    Cluster,
    Local
  }

  public GatewayService {
    type = type == null ? Type.LoadBalancer : type;
    ports = ports == null ? GatewayPort.DEFAULT : List.copyOf(ports);
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    loadBalancerSourceRanges =
        loadBalancerSourceRanges == null ? List.of() : List.copyOf(loadBalancerSourceRanges);
  }

  static GatewayService defaults() {
    return new GatewayService(
        Type.LoadBalancer, GatewayPort.DEFAULT, Map.of(), Map.of(), null, List.of());
  }
}
