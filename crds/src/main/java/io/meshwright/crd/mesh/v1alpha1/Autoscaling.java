package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Bounds and goals between which the number of replicas follows their load. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!(has(self.minReplicas) && has(self.maxReplicas)) ||"
            + " self.minReplicas <= self.maxReplicas",
    message = "minReplicas must not exceed maxReplicas")
public record Autoscaling(
    @Default("1") @Min(1) @Max(50) @JsonPropertyDescription("Replicas that run without load.")
        Integer minReplicas,
    @Default("5") @Min(1) @Max(50) @JsonPropertyDescription("Replicas that run at most.")
        Integer maxReplicas,
    @Default("80")
        @Min(1) @Max(1000) @JsonPropertyDescription(
            "Average use of the requested CPU, in percent, above which replicas are added and"
                + " below which they are removed.")
        Integer targetCPUUtilization,
    @Min(1) @Max(1_000_000) @JsonPropertyDescription(
            "Connected proxies per replica above which replicas are added; not looked at, if left"
                + " out.")
        @Nullable Integer targetConnectedProxies) {

  private static final int DEFAULT_MIN_REPLICAS = 1;
  private static final int DEFAULT_MAX_REPLICAS = 5;
  private static final int DEFAULT_TARGET_CPU = 80;

  public Autoscaling {
    minReplicas = minReplicas == null ? DEFAULT_MIN_REPLICAS : minReplicas;
    maxReplicas = maxReplicas == null ? DEFAULT_MAX_REPLICAS : maxReplicas;
    targetCPUUtilization = targetCPUUtilization == null ? DEFAULT_TARGET_CPU : targetCPUUtilization;
  }
}
