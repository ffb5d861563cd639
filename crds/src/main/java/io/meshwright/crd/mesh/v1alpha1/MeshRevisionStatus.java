package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.meshwright.crd.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports about one revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshRevisionStatus(
    @JsonPropertyDescription("The metadata.generation that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Proxies that are connected to it.") @Nullable Proxies proxies,
    @JsonPropertyDescription("Observations, one per type.") List<Condition> conditions) {

  public MeshRevisionStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Before the operator has looked. */
  public static MeshRevisionStatus unknown() {
    return new MeshRevisionStatus(null, null, List.of());
  }
}
