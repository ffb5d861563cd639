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
  AS_EXPECTED("AsExpected", "Nothing is to be reported."),
  VERSION_END_OF_LIFE(
      "VersionEndOfLife",
      "The version is no longer installed; a revision that runs it is still looked after."),
  VERSION_UNKNOWN(
      "VersionUnknown",
      "This operator does not know the version; a revision that runs it is left as it is."),
  PREFLIGHT_PASSED("PreflightPassed", "No finding blocks the revision."),
  PREFLIGHT_BLOCKED(
      "PreflightBlocked", "Findings block the revision; the message names object and field."),
  PREFLIGHT_WARNING("PreflightWarning", "Findings that block nothing; the message names them."),
  HEALTHY("Healthy", "What is needed is there."),
  UPGRADING("Upgrading", "A revision is on its way to become the active one."),
  PROXIES_CURRENT("ProxiesCurrent", "No proxy would change by a restart of its workload."),
  PROXIES_OUTDATED("ProxiesOutdated", "Workloads have to be restarted; the message counts them."),
  PROXIES_UNKNOWN("ProxiesUnknown", "A control plane has not said which proxies are connected."),
  FOLLOWED("Followed", "Only the revision's installation refers to it."),
  READ_FAILED("ReadFailed", "The state of the cluster could not be read; nothing was concluded."),
  REVISION_LOST("RevisionLost", "The active revision does not serve any more."),
  UNMANAGED_OBJECTS(
      "UnmanagedObjects", "Objects carry meshwright.io/unmanaged: true and are left as they are.");

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
