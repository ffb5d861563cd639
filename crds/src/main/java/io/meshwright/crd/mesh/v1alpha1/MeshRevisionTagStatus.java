package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.meshwright.crd.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports about a tag. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshRevisionTagStatus(
    @JsonPropertyDescription("The metadata.generation that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The revision that pods selected by this tag get.")
        @Nullable String revision,
    @JsonPropertyDescription("Observations, one per type.") List<Condition> conditions) {

  public MeshRevisionTagStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Before the operator has looked. */
  public static MeshRevisionTagStatus unknown() {
    return new MeshRevisionTagStatus(null, null, List.of());
  }
}
