package io.meshwright.crd.condition;

/** What the operator says about its resources; {@link #word()} is the condition's type. */
public enum ConditionType {
  RECONCILED("Reconciled", "The objects that the spec asks for are applied."),
  READY(
      "Ready",
      "Installation: the desired revision serves and is the active one, and so do the gateways of the"
          + " spec. Revision: its control plane serves. Tag: it takes pods."),
  PREFLIGHT_PASSED(
      "PreflightPassed",
      "Nothing was found that speaks against following the revision. Unknown until all could be"
          + " looked at."),
  CONFIG_DIFF_PASSED(
      "ConfigDiffPassed",
      "What the desired revision sends to proxies does not keep it from becoming active. Absent if"
          + " nothing was to be compared."),
  DEPENDENCIES_HEALTHY(
      "DependenciesHealthy",
      "What the control plane needs and does not make itself is there: its namespace and the"
          + " published roots."),
  UPGRADE_IN_PROGRESS(
      "UpgradeInProgress", "The desired revision is not the active one yet, or is being changed."),
  DATA_PLANE_CURRENT(
      "DataPlaneCurrent",
      "All connected proxies belong to the active revision and are of its version."),
  TRUST_VALID(
      "TrustValid",
      "The authority that is stored is the one that runtimes use and workloads trust, and its root"
          + " lives long enough."),
  PROXIES_HEALTHY(
      "ProxiesHealthy",
      "All proxies follow their configuration, as far as it is known, and no replica of the control"
          + " plane fails them."),
  IN_USE(
      "InUse",
      "Revision: namespaces, pods or tags refer to it, or proxies are connected to it. Installation:"
          + " the same of one of its revisions. Tag: namespaces or pods name it."),
  PAUSED("Paused", "spec.paused is set: nothing is written but this status."),
  DEGRADED("Degraded", "Something that worked does not: the message names it."),
  WARNING("Warning", "The spec is valid but risky, or part of it is deprecated or left alone."),
  RECONCILING(
      "Reconciling",
      "The operator still works towards the spec (kstatus). Absent when it does not."),
  STALLED(
      "Stalled",
      "The operator cannot go on until the spec or the cluster changes (kstatus). Absent when it"
          + " can.");

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
