package io.meshwright.crd.condition;

/** What the operator says about its resources; {@link #word()} is the condition's type. */
public enum ConditionType {
  RECONCILED("Reconciled", "The objects that the spec asks for are applied."),
  READY("Ready", "The control plane of the desired revision serves; for a tag: it takes pods."),
  RECONCILING(
      "Reconciling",
      "The operator still works towards the spec (kstatus). Absent when it does not."),
  STALLED(
      "Stalled",
      "The operator cannot go on until the spec or the cluster changes (kstatus). Absent when it"
          + " can."),
  IN_USE(
      "InUse", "Namespaces, pods or tags refer to this revision, or proxies are connected to it."),
  PAUSED("Paused", "spec.paused is set: nothing is written but this status. Absent otherwise.");

  private final String word;
  private final String meaning;

  ConditionType(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The type as written to status. */
  public String word() {
    return word;
  }

  /** What True means, for the reference documentation. */
  public String meaning() {
    return meaning;
  }
}
