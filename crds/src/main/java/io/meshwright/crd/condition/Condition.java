package io.meshwright.crd.condition;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * One observation about a resource, in the shape of {@code metav1.Condition}.
 *
 * <p>Types and reasons are strings here, so that a status written by a newer operator can be read;
 * {@link ConditionType} and {@link ConditionReason} are what this version writes.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required @JsonPropertyDescription("What is observed, in CamelCase.") String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") ConditionStatus status,
    @Required @JsonPropertyDescription("A stable word for the cause, in CamelCase.") String reason,
    @Required @JsonPropertyDescription("The cause in a sentence; empty when nothing is to add.")
        String message,
    @Required
        @JsonPropertyDescription(
            "When status last changed to its present value (RFC 3339, UTC, seconds).")
        String lastTransitionTime,
    @Required
        @JsonPropertyDescription("The metadata.generation that this condition was computed from.")
        long observedGeneration) {

  /** Whether the API server would see the same, but for generation and time. */
  public boolean saysTheSameAs(Condition other) {
    return type.equals(other.type)
        && status == other.status
        && reason.equals(other.reason)
        && message.equals(other.message);
  }
}
