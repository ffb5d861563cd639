package io.meshwright.runtime.status;

/** Why a condition has its value; stable words. docs/reference/resource-status.md prints them. */
public enum StatusReason {
  ACCEPTED("Accepted", "All of the resource is in force."),
  ACCEPTED_IN_PART(
      "AcceptedInPart", "A part has no effect; the message names it. The rest is in force."),
  INVALID(
      "Invalid",
      "A field cannot be used; the message names it. The last good version, if there was one, stays"
          + " in force."),
  NO_FINDINGS("NoFindings", "There is nothing to report."),
  FINDINGS("Findings", "The message says what was found, the worst first."),
  ACKNOWLEDGED("Acknowledged", "The message counts the proxies."),
  NO_PROXIES("NoProxies", "No connected proxy uses the resource."),
  PENDING("Pending", "Proxies have not answered yet; the message counts those that have."),
  REFUSED(
      "Refused",
      "Proxies refuse what was made of the resource, and keep what they had; the message quotes"
          + " them."),
  NOT_ACCEPTED("NotAccepted", "The resource is not in force, see Accepted.");

  private final String word;
  private final String meaning;

  StatusReason(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The reason as written to status. */
  public String word() {
    return word;
  }

  /** What it means. */
  public String meaning() {
    return meaning;
  }
}
