package io.meshwright.operator.event;

/** Why an Event was written. The words are stable: users' alerts and scripts match them. */
public enum EventReason {
  NAMESPACE_CREATED("NamespaceCreated", Kind.NORMAL, "The mesh's namespace was made."),
  REVISION_CREATED(
      "RevisionCreated", Kind.NORMAL, "The spec asks for a revision that was not yet."),
  PREFLIGHT_PASSED("PreflightPassed", Kind.NORMAL, "Nothing blocks the revision any more."),
  PREFLIGHT_FAILED("PreflightFailed", Kind.WARNING, "A finding blocks the revision."),
  CONFIG_DIFF_PASSED(
      "ConfigDiffPassed", Kind.NORMAL, "What proxies would get does not hold the revision up."),
  CONFIG_DIFF_BLOCKED(
      "ConfigDiffBlocked",
      Kind.WARNING,
      "Proxies would get what may change traffic, which nobody has accepted."),
  READY("Ready", Kind.NORMAL, "It serves."),
  NOT_READY("NotReady", Kind.WARNING, "It served and does not any more."),
  UPGRADE_STARTED("UpgradeStarted", Kind.NORMAL, "Another revision is on its way to be active."),
  UPGRADE_FINISHED("UpgradeFinished", Kind.NORMAL, "The desired revision is the active one."),
  REVISION_ACTIVATED(
      "RevisionActivated", Kind.NORMAL, "Injection and floating tags follow another revision."),
  TAG_MOVED("TagMoved", Kind.NORMAL, "The tag stands for another revision."),
  IN_USE("InUse", Kind.NORMAL, "The first namespace, pod or tag refers to the revision."),
  UNUSED("Unused", Kind.NORMAL, "Nothing refers to the revision any more; its grace period began."),
  REVISION_PRUNED("RevisionPruned", Kind.NORMAL, "A revision was removed."),
  DRIFT_REVERTED(
      "DriftReverted", Kind.WARNING, "Somebody else changed or deleted an object; it is back."),
  DATA_PLANE_OUTDATED(
      "DataPlaneOutdated", Kind.NORMAL, "Proxies have to be restarted to be up to date."),
  DATA_PLANE_CURRENT("DataPlaneCurrent", Kind.NORMAL, "All proxies are up to date."),
  WAVE_STARTED("WaveStarted", Kind.NORMAL, "Workloads of another wave are being restarted."),
  WAVE_PAUSED("WavePaused", Kind.NORMAL, "A wave is done; the next one begins after a pause."),
  WAVE_ANALYZING("WaveAnalyzing", Kind.NORMAL, "A wave is done and is being judged."),
  WAVE_INCONCLUSIVE(
      "WaveInconclusive", Kind.WARNING, "A wave could not be judged; a user does, and resumes it."),
  WAVE_DEGRADED(
      "WaveDegraded",
      Kind.WARNING,
      "A wave made something worse; the note names the workload, the metric and the figures."),
  ROLLED_BACK(
      "RolledBack", Kind.WARNING, "The mesh follows the revision again that was good before."),
  WAITING_FOR_WINDOW(
      "WaitingForWindow", Kind.NORMAL, "No maintenance window is open: nothing is restarted."),
  WAVE_FAILED(
      "WaveFailed", Kind.WARNING, "A restarted workload was not ready in time; the note names it."),
  SIDECARS_ROLLED_OUT(
      "SidecarsRolledOut",
      Kind.NORMAL,
      "Sidecars of a workload could not be upgraded in place, so its pods are replaced; the note"
          + " says why."),
  UPGRADE_MODE_REFUSED(
      "UpgradeModeRefused",
      Kind.WARNING,
      "A workload is left alone: when or how its sidecars are to be upgraded is annotated in a way"
          + " that cannot be; the note quotes it."),
  WAVES_ABORTED("WavesAborted", Kind.NORMAL, "A user stopped all further restarts."),
  WORKLOADS_MOVED("WorkloadsMoved", Kind.NORMAL, "No workload is left to be restarted."),
  ROOT_ROTATION(
      "RootRotation",
      Kind.NORMAL,
      "A change of the mesh's root is a step further; the note says which."),
  TRUST_BROKEN(
      "TrustBroken",
      Kind.WARNING,
      "The authority cannot be used, or its root ends; TrustValid says why."),
  TRUST_RESTORED("TrustRestored", Kind.NORMAL, "TrustValid is true again."),
  PROXIES_IN_TROUBLE(
      "ProxiesInTrouble",
      Kind.WARNING,
      "Proxies, or a replica of the control plane, do not follow; the note names one."),
  PROXIES_HEALED("ProxiesHealed", Kind.NORMAL, "All proxies and replicas follow again."),
  PROXY_EVICTED(
      "ProxyEvicted", Kind.WARNING, "A pod was evicted because its proxy did not follow."),
  REPLICA_REPLACED(
      "ReplicaReplaced", Kind.WARNING, "A replica of the control plane that failed was evicted."),
  RECONCILE_FAILED(
      "ReconcileFailed", Kind.WARNING, "Not all could be done; the note quotes the reason."),
  RECONCILE_RECOVERED("ReconcileRecovered", Kind.NORMAL, "All could be done again."),
  DEGRADED("Degraded", Kind.WARNING, "Something that worked does not."),
  RECOVERED("Recovered", Kind.NORMAL, "What was degraded works again."),
  RISKY("RiskyConfiguration", Kind.WARNING, "The spec is valid but risky, or partly deprecated."),
  PAUSED("Paused", Kind.NORMAL, "spec.paused was set."),
  RESUMED("Resumed", Kind.NORMAL, "spec.paused was unset."),
  REMOVING("Removing", Kind.NORMAL, "Its objects are being removed, as it is deleted.");

  /** What {@code kubectl} sorts events by. */
  enum Kind {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private final String word;
  private final Kind kind;
  private final String meaning;

  EventReason(String word, Kind kind, String meaning) {
    this.word = word;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** The reason as written to the Event. */
  public String word() {
    return word;
  }

  /** {@code Normal} or {@code Warning}. */
  public String type() {
    return kind.word();
  }

  /** What it means, for the reference documentation. */
  public String meaning() {
    return meaning;
  }
}
