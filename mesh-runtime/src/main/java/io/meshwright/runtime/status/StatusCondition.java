package io.meshwright.runtime.status;

/** Conditions of users' resources; docs/reference/resource-status.md prints them. */
public enum StatusCondition {
  ACCEPTED("Accepted", "The control plane uses the resource."),
  PASSED_ANALYSIS("PassedAnalysis", "Analysis found no error and no warning."),
  RECONCILED(
      "Reconciled", "All connected proxies that use the resource have acknowledged what it says.");

  private final String word;
  private final String meaning;

  StatusCondition(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The type as written to status. */
  public String word() {
    return word;
  }

  /** What True means. */
  public String meaning() {
    return meaning;
  }
}
