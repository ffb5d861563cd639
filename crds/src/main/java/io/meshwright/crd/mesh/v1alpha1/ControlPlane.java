package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Size and placement of a revision's control plane. Not part of a revision's identity.
 *
 * <p>{@code replicas} and {@code autoscaling} exclude each other, so the default of the one is no
 * schema default: it would contradict the other.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!(has(self.replicas) && has(self.autoscaling))",
    message = "replicas and autoscaling exclude each other")
public record ControlPlane(
    @Min(1) @Max(50) @JsonPropertyDescription(
            "Replicas of the runtime; excludes autoscaling, without which it is 1.")
        @Nullable Integer replicas,
    @JsonPropertyDescription("Lets the number of replicas follow the load. Excludes replicas.")
        @Nullable Autoscaling autoscaling,
    @Default("{}") @JsonPropertyDescription("CPU and memory of each replica.") Resources resources,
    @JsonPropertyDescription("Labels that a node must carry to run a replica.")
        Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints of nodes that replicas tolerate.")
        List<Toleration> tolerations,
    @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        @JsonPropertyDescription(
            "Affinity as in a Pod's spec; the API server checks it with the Deployment.")
        @Nullable Affinity affinity,
    @Default(DEFAULT_SPREAD)
        @JsonPropertyDescription(
            "How replicas are spread. If left out, over zones and over nodes, as a preference; if"
                + " empty, not at all.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        List<TopologySpread> topologySpread,
    @Default("{}")
        @JsonPropertyDescription("How many replicas may be taken away at once, e.g. by a drain.")
        DisruptionBudget disruptionBudget)
    implements Sizing {

  /** {@link TopologySpread#DEFAULT} for the schema. */
  static final String DEFAULT_SPREAD =
      "[{\"topologyKey\":\"topology.kubernetes.io/zone\",\"maxSkew\":1,\"whenUnsatisfiable\":\"ScheduleAnyway\"},"
          + "{\"topologyKey\":\"kubernetes.io/hostname\",\"maxSkew\":1,\"whenUnsatisfiable\":\"ScheduleAnyway\"}]";

  private static final int DEFAULT_REPLICAS = 1;

  public ControlPlane {
    replicas = replicas == null && autoscaling == null ? (Integer) DEFAULT_REPLICAS : replicas;
    resources = resources == null ? Resources.none() : resources;
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    topologySpread = topologySpread == null ? TopologySpread.DEFAULT : List.copyOf(topologySpread);
    disruptionBudget = disruptionBudget == null ? DisruptionBudget.defaults() : disruptionBudget;
  }

  static ControlPlane defaults() {
    return new ControlPlane(
        DEFAULT_REPLICAS,
        null,
        Resources.none(),
        Map.of(),
        List.of(),
        null,
        TopologySpread.DEFAULT,
        DisruptionBudget.defaults());
  }
}
