package io.meshwright.crd.condition;

/** Why a condition has its value. The words are stable: users' alerts and scripts match them. */
public enum ConditionReason {
  APPLIED("Applied", "All objects are applied as planned."),
  APPLY_FAILED("ApplyFailed", "The API server refused an object; the message quotes it."),
  AVAILABLE("Available", "All replicas run the planned pods and are ready."),
  CONFIG_INVALID("ConfigInvalid", "A field of the spec cannot be used; the message names it."),
  DEPLOYMENT_MISSING(
      "DeploymentMissing", "The Deployment of a revision or gateway does not exist yet."),
  GATEWAY_NOT_READY("GatewayNotReady", "A gateway of the mesh is not ready; the message names it."),
  NAME_ALREADY_EXISTS(
      "NameAlreadyExists",
      "An older revision or tag has this name; they share one space. Of a gateway: its objects"
          + " belong to another mesh."),
  NAMESPACE_MISSING(
      "NamespaceMissing", "The namespace of the mesh or of a gateway does not exist yet."),
  NAMESPACE_NOT_INJECTED(
      "NamespaceNotInjected",
      "The labels of a gateway's namespace give its pods another revision than it follows, or none."),
  NAMESPACE_TERMINATING(
      "NamespaceTerminating", "The namespace of the mesh or of a gateway is being deleted."),
  NOT_REFERENCED("NotReferenced", "Nothing refers to the revision."),
  PAUSED("Paused", "spec.paused is set."),
  PROGRESSING("Progressing", "Work goes on; the message says what is awaited."),
  REFERENCED("Referenced", "Something refers to the revision; the message counts it."),
  REVISION_NOT_READY("RevisionNotReady", "The revision meant is not ready."),
  ROLLOUT_IN_PROGRESS("RolloutInProgress", "Replicas of the Deployment are not updated or ready."),
  ROOTS_MISSING("RootsMissing", "The runtime has not published the mesh's roots yet."),
  TARGET_NOT_FOUND(
      "TargetNotFound", "The target of a tag or gateway does not exist or has no active revision."),
  AS_EXPECTED("AsExpected", "Nothing is to be reported."),
  VERSION_END_OF_LIFE(
      "VersionEndOfLife",
      "The version is no longer installed; a revision that runs it is still looked after."),
  VERSION_UNKNOWN(
      "VersionUnknown",
      "This operator does not know the version; a revision that runs it is left as it is."),
  PREFLIGHT_FAILED(
      "PreflightFailed", "The desired revision must not become active; the message says why."),
  HEALTHY("Healthy", "What is needed is there."),
  UPGRADING("Upgrading", "A revision is on its way to become the active one."),
  PROXIES_CURRENT("ProxiesCurrent", "No proxy would change by a restart of its workload."),
  PROXIES_OUTDATED("ProxiesOutdated", "Workloads have to be restarted; the message counts them."),
  PROXIES_UNKNOWN("ProxiesUnknown", "A control plane has not said which proxies are connected."),
  WORKLOADS_FAILED(
      "WorkloadsFailed",
      "Restarted workloads were not ready in time, and no others are restarted; status.dataPlane"
          + " names them."),
  PROXIES_FOLLOW("ProxiesFollow", "No proxy and no replica of the control plane is in trouble."),
  PROXIES_IN_TROUBLE(
      "ProxiesInTrouble",
      "Proxies refuse their configuration, do not answer or are not connected; the message names"
          + " the one that has been so longest."),
  REPLICA_IN_TROUBLE(
      "ReplicaInTrouble",
      "A replica of the control plane fails its proxies; the message names it."),
  CONFIG_SUSPECTED(
      "ConfigSuspected",
      "So many proxies are in trouble that their configuration or control plane is suspected; no pod"
          + " is evicted."),
  HEALING_STOPPED(
      "HealingStopped",
      "A pod or replica in trouble is not replaced, because its successor would fare the same, or a"
          + " limit or the API server forbids it; the message says which."),
  ROOT_TRUSTED("RootTrusted", "The mesh has one root, and everybody is to trust it."),
  ROOT_ROTATING("RootRotating", "The root is being replaced; status.trust says how far it is."),
  ROOT_EXPIRING(
      "RootExpiring",
      "The root ends soon or has ended, and the operator does not replace it; the message says why."),
  AUTHORITY_MISSING(
      "AuthorityMissing", "The Secret with the authority that workloads trust is gone."),
  AUTHORITY_REFUSED(
      "AuthorityRefused",
      "The stored authority cannot be used, or workloads would not trust it; the message says why."),
  WAVE_DEGRADED(
      "WaveDegraded",
      "A wave made something worse, and no further workloads are restarted; status.dataPlane says"
          + " what."),
  ROLLED_BACK(
      "RolledBack",
      "The revision that the spec asks for was found worse by a wave; the one before is followed"
          + " again."),
  READ_FAILED("ReadFailed", "The state of the cluster could not be read; nothing was concluded."),
  REVISION_LOST("RevisionLost", "The active revision does not serve any more."),
  UNMANAGED_OBJECTS(
      "UnmanagedObjects", "Objects carry meshwright.io/unmanaged: true and are left as they are."),
  MONITORING_INCOMPLETE(
      "MonitoringIncomplete",
      "Alerts or boards that the spec asks for could not be made; the message says why."),
  CHECKS_PASSED("ChecksPassed", "Preflight found nothing that blocks the revision."),
  CHECKS_PENDING(
      "ChecksPending", "Preflight could not look at everything yet; the message says at what."),
  FOREIGN_MESH("ForeignMesh", "Another mesh has what the revision would need for itself."),
  TRUST_BUNDLE_SHARED(
      "TrustBundleShared", "An older mesh of the cluster writes its roots under the same name."),
  CLUSTER_TOO_OLD("ClusterTooOld", "The cluster's Kubernetes is older than the oldest supported."),
  OPERATOR_TOO_OLD("OperatorTooOld", "The revision's version is newer than the operator."),
  MINOR_SKIPPED("MinorSkipped", "The change of version skips a minor version."),
  DOWNGRADE("Downgrade", "The change of version leads to an older one."),
  PROXIES_TOO_OLD("ProxiesTooOld", "Workloads run proxies too old for the revision."),
  CRD_INCOMPATIBLE("CrdIncompatible", "A CRD is missing, or is not what the revision needs."),
  FIELD_UNSUPPORTED("FieldUnsupported", "An object sets a field without effect in this version."),
  WEBHOOK_DANGLING("WebhookDangling", "A webhook refuses pods because nobody answers it."),
  WEBHOOK_CONFLICT("WebhookConflict", "A webhook of another mesh selects the revision's pods."),
  PERMISSION_MISSING("PermissionMissing", "The operator lacks a permission that it needs."),
  IMAGE_UNAVAILABLE("ImageUnavailable", "A node cannot get an image of the control plane."),
  CONFIG_REFUSED("ConfigRefused", "The revision refuses an object that is in the cluster already."),
  CONFIG_EQUAL("ConfigEqual", "Both revisions send the same to proxies, but for harmless fields."),
  CONFIG_COMPARING("ConfigComparing", "The revisions are being asked what they send to proxies."),
  CONFIG_DIFFERS(
      "ConfigDiffers",
      "The revisions send proxies what may change traffic; status.configDiff has examples and the"
          + " ConfigMap of the report."),
  CONFIG_DIFF_ACCEPTED("ConfigDiffAccepted", "An annotation accepts the differences."),
  CONFIG_DIFF_UNAVAILABLE(
      "ConfigDiffUnavailable",
      "A revision could not say what it sends to proxies; the message says why."),
  IN_USE_BY_WORKLOADS(
      "InUseByWorkloads", "It is to be deleted, but workloads use it; the message says how many."),
  USAGE_UNKNOWN(
      "UsageUnknown",
      "No reference was found, but not everything could be looked at; what may be in use is"
          + " kept.");

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
