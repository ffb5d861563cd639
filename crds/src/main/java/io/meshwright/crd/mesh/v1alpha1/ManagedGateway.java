package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.meshwright.crd.naming.DnsLabel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that the operator deploys and upgrades with the mesh: what users of Istio's chart
 * {@code gateway} know. Which hosts and ports it serves say the Gateway objects that select it.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!(has(self.replicas) && has(self.autoscaling))",
    message = "replicas and autoscaling exclude each other")
@ValidationRule(
    value = "!has(self.autoscaling) || !has(self.autoscaling.targetConnectedProxies)",
    message = "targetConnectedProxies is for control planes: no proxies connect to a gateway")
@ValidationRule(
    value = "!self.name.startsWith('istiod')",
    message = "names of gateways must not begin with istiod, as those of control planes do")
public record ManagedGateway(
    @Required
        @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "Name of its Deployment, Service and ServiceAccount; one gateway of the mesh has it."
                + " Its pods are labelled app: NAME and istio: NAME, the latter without a leading"
                + " istio-.")
        String name,
    @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "Namespace of its objects, which has to exist; that of the mesh, if left out.")
        @Nullable String namespace,
    @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "MeshRevision or MeshRevisionTag that it follows; the active revision, if left out.")
        @Nullable String revision,
    @Min(1) @Max(50) @JsonPropertyDescription(
            "Replicas of the gateway; excludes autoscaling, without which it is 1.")
        @Nullable Integer replicas,
    @JsonPropertyDescription("Lets the number of replicas follow their CPU. Excludes replicas.")
        @Nullable Autoscaling autoscaling,
    @Default("{}")
        @JsonPropertyDescription(
            "CPU and memory of each replica; those of injected proxies, if left out.")
        Resources resources,
    @JsonPropertyDescription("Labels that a node must carry to run a replica.")
        Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints of nodes that replicas tolerate.")
        List<Toleration> tolerations,
    @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        @JsonPropertyDescription(
            "Affinity as in a Pod's spec; the API server checks it with the Deployment.")
        @Nullable Affinity affinity,
    @Default(ControlPlane.DEFAULT_SPREAD)
        @JsonPropertyDescription(
            "How replicas are spread. If left out, over zones and over nodes, as a preference; if"
                + " empty, not at all.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        List<TopologySpread> topologySpread,
    @Default("{}")
        @JsonPropertyDescription("How many replicas may be taken away at once, e.g. by a drain.")
        DisruptionBudget disruptionBudget,
    @Default("{}") @JsonPropertyDescription("How clients reach it.") GatewayService service)
    implements Sizing {

  private static final int DEFAULT_REPLICAS = 1;

  public ManagedGateway {
    replicas = replicas == null && autoscaling == null ? (Integer) DEFAULT_REPLICAS : replicas;
    resources = resources == null ? Resources.none() : resources;
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    topologySpread = topologySpread == null ? TopologySpread.DEFAULT : List.copyOf(topologySpread);
    disruptionBudget = disruptionBudget == null ? DisruptionBudget.defaults() : disruptionBudget;
    service = service == null ? GatewayService.defaults() : service;
  }
}
