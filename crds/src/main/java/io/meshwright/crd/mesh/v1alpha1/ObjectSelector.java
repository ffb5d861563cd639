package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** A label selector; all its requirements must hold. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObjectSelector(
    @JsonPropertyDescription("Labels that must be there with these values.")
        Map<String, String> matchLabels,
    @JsonPropertyDescription("Further requirements on labels.")
        List<Requirement> matchExpressions) {

  public ObjectSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
  }

  /** Whether an object with these labels is selected. */
  public boolean selects(Map<String, String> labels) {
    return labels.entrySet().containsAll(matchLabels.entrySet())
        && matchExpressions.stream().allMatch(requirement -> requirement.holds(labels));
  }

  /** What one label must be like; {@code NotIn} holds for an absent one, as in Kubernetes. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
      message = "values belong to the operators In and NotIn, which need at least one")
  public record Requirement(
      @Required @JsonPropertyDescription("The label's key.") String key,
      @Required @JsonPropertyDescription("How the label's value is compared with values.")
          Operator operator,
      @JsonPropertyDescription("Values for In and NotIn.") List<String> values) {

    /** The operators of a Kubernetes label selector. */
    public enum Operator {
      In,
      NotIn,
      Exists,
      DoesNotExist
    }

    public Requirement {
      values = values == null ? List.of() : List.copyOf(values);
    }

    boolean holds(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case In -> value != null && values.contains(value);
        case NotIn -> value == null || !values.contains(value);
        case Exists -> value != null;
        case DoesNotExist -> value == null;
      };
    }
  }
}
