package io.meshwright.crd.injection;

import java.util.List;
import java.util.Map;

/**
 * One expression of a Kubernetes label selector.
 *
 * @param operator how {@code values} are compared
 * @param values empty for {@code Exists} and {@code DoesNotExist}, otherwise at least one
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {

  /** The operators of {@code matchExpressions}, spelled by {@link #word()}. */
  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist");

    private final String word;

    Operator(String word) {
      this.word = word;
    }

    /** The operator's word in the Kubernetes API. */
    public String word() {
      return word;
    }
  }

  public LabelRequirement {
    values = List.copyOf(values);
    boolean takesValues = operator == Operator.IN || operator == Operator.NOT_IN;
    if (takesValues == values.isEmpty()) {
      throw new IllegalArgumentException(operator + " with values " + values);
    }
  }

  static LabelRequirement in(String key, String... values) {
    return new LabelRequirement(key, Operator.IN, List.of(values));
  }

  static LabelRequirement notIn(String key, List<String> values) {
    return new LabelRequirement(key, Operator.NOT_IN, values);
  }

  static LabelRequirement absent(String key) {
    return new LabelRequirement(key, Operator.DOES_NOT_EXIST, List.of());
  }

  /** Whether {@code labels} satisfy this expression; {@code NotIn} holds for an absent label. */
  public boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }
}
