package io.meshwright.crd.condition;

import com.fasterxml.jackson.annotation.JsonValue;

/** The three values of a condition, spelled as in Kubernetes. */
public enum ConditionStatus {
  TRUE("True"),
  FALSE("False"),
  UNKNOWN("Unknown");

  private final String word;

  ConditionStatus(String word) {
    this.word = word;
  }

  /** The value's word in the Kubernetes API. */
  @JsonValue
  public String word() {
    return word;
  }
}
