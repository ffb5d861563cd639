package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A taint that replicas tolerate; fields as in a Pod's spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Toleration(
    @JsonPropertyDescription("The taint's key; all keys, if left out.") @Nullable String key,
    @JsonPropertyDescription("Exists or Equal; Equal, if left out.") @Nullable Operator operator,
    @JsonPropertyDescription("The taint's value, for Equal.") @Nullable String value,
    @JsonPropertyDescription("The taint's effect; all effects, if left out.")
        @Nullable Effect effect,
    @JsonPropertyDescription("How long a NoExecute taint is tolerated; for ever, if left out.")
        @Nullable Long tolerationSeconds) {

  /** How a taint's value is compared. */
  public enum Operator {
    Equal,
    Exists
  }

  /** What a taint does to pods that do not tolerate it. */
  public enum Effect {
    NoSchedule,
    PreferNoSchedule,
    NoExecute
  }
}
