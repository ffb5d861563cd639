package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Affinity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Size and placement of a revision's control plane. Not part of a revision's identity. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ControlPlane(
    @Default("1") @Min(1) @Max(50) @JsonPropertyDescription("Replicas of the runtime.")
        Integer replicas,
    @Default("{}") @JsonPropertyDescription("CPU and memory of each replica.") Resources resources,
    @JsonPropertyDescription("Labels that a node must carry to run a replica.")
        Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints of nodes that replicas tolerate.")
        List<Toleration> tolerations,
    @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        @JsonPropertyDescription(
            "Affinity as in a Pod's spec; the API server checks it with the Deployment. Replicas"
                + " are spread over nodes and zones without it.")
        @Nullable Affinity affinity) {

  private static final int DEFAULT_REPLICAS = 1;

  public ControlPlane {
    replicas = replicas == null ? DEFAULT_REPLICAS : replicas;
    resources = resources == null ? Resources.none() : resources;
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
  }

  static ControlPlane defaults() {
    return new ControlPlane(DEFAULT_REPLICAS, Resources.none(), Map.of(), List.of(), null);
  }
}
