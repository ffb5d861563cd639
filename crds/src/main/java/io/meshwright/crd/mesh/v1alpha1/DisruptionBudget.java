package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How many replicas drains may take at once. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DisruptionBudget(
    @Default("1")
        @Min(1) @Max(50) @JsonPropertyDescription(
            "Replicas that may be away at a time. A single replica can always be drained.")
        Integer maxUnavailable) {

  private static final int DEFAULT_MAX_UNAVAILABLE = 1;

  public DisruptionBudget {
    maxUnavailable = maxUnavailable == null ? DEFAULT_MAX_UNAVAILABLE : maxUnavailable;
  }

  static DisruptionBudget defaults() {
    return new DisruptionBudget(DEFAULT_MAX_UNAVAILABLE);
  }
}
