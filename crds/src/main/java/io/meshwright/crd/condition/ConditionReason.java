package io.meshwright.crd.condition;

/** Why a condition has its value. The words are stable: users' alerts and scripts match them. */
public enum ConditionReason {
  APPLIED("Applied", "All objects are applied as planned."),
  APPLY_FAILED("ApplyFailed", "The API server refused an object; the message quotes it."),
  AVAILABLE("Available", "All replicas run the planned pods and are ready."),
  CONFIG_INVALID("ConfigInvalid", "A field of the spec cannot be used; the message names it."),
  DEPLOYMENT_MISSING("DeploymentMissing", "The revision's Deployment does not exist yet."),
  NAME_ALREADY_EXISTS(
      "NameAlreadyExists", "An older revision or tag has this name; they share one space."),
  NAMESPACE_MISSING("NamespaceMissing", "The mesh's namespace does not exist yet."),
  NAMESPACE_TERMINATING("NamespaceTerminating", "The mesh's namespace is being deleted."),
  NOT_REFERENCED("NotReferenced", "Nothing refers to the revision."),
  PAUSED("Paused", "spec.paused is set."),
  PROGRESSING("Progressing", "Work goes on; the message says what is awaited."),
  REFERENCED("Referenced", "Something refers to the revision; the message counts it."),
  REVISION_NOT_READY("RevisionNotReady", "The revision meant is not ready."),
  ROLLOUT_IN_PROGRESS("RolloutInProgress", "Replicas of the Deployment are not updated or ready."),
  ROOTS_MISSING("RootsMissing", "The runtime has not published the mesh's roots yet."),
  TARGET_NOT_FOUND("TargetNotFound", "The tag's target does not exist or has no active revision."),
  USAGE_UNKNOWN(
      "UsageUnknown",
      "No reference to the revision was found, but not all could be looked at; it is kept.");

  private final String word;
  private final String meaning;

  ConditionReason(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The reason as written to status. */
  public String word() {
    return word;
  }

  /** What it means, for the reference documentation. */
  public String meaning() {
    return meaning;
  }
}
