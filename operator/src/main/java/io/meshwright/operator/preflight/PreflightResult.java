package io.meshwright.operator.preflight;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What preflight says about a revision now.
 *
 * @param findings blocking ones first
 * @param awaited what could not be looked at yet; empty when everything was
 * @param surveyed whether the cluster could be looked at
 * @param again when to look again though nothing was seen to change
 */
public record PreflightResult(
    List<Finding> findings, Optional<String> awaited, boolean surveyed, Optional<Duration> again) {

  private static final int SHOWN = 8;

  public PreflightResult {
    findings = List.copyOf(findings);
  }

  /** Whether a control plane that does not run yet, or runs another version, may be started. */
  public boolean mayStart() {
    return surveyed && !blocks();
  }

  /** Whether nothing may follow the revision. */
  public boolean blocks() {
    return findings.stream().anyMatch(Finding::blocks);
  }

  /** The word for the first blocking finding. */
  public ConditionReason reason() {
    return findings.stream()
        .filter(Finding::blocks)
        .map(finding -> finding.code().reason())
        .findFirst()
        .orElse(
            awaited.isPresent() ? ConditionReason.CHECKS_PENDING : ConditionReason.CHECKS_PASSED);
  }

  /** The blocking findings in words, capped. */
  public String message() {
    return blocks()
        ? words(findings.stream().filter(Finding::blocks).toList())
        : awaited.orElse("");
  }

  /** Says {@code PreflightPassed}, and {@code Warning} if there is something to warn of. */
  public void report(Conditions conditions) {
    ConditionStatus passed =
        blocks()
            ? ConditionStatus.FALSE
            : awaited.isPresent() ? ConditionStatus.UNKNOWN : ConditionStatus.TRUE;
    conditions.set(ConditionType.PREFLIGHT_PASSED, passed, reason(), message());
    List<Finding> warnings = findings.stream().filter(finding -> !finding.blocks()).toList();
    if (!warnings.isEmpty()) {
      conditions.set(
          ConditionType.WARNING,
          ConditionStatus.TRUE,
          warnings.getFirst().code().reason(),
          words(warnings));
    }
  }

  private static String words(List<Finding> findings) {
    String shown =
        findings.stream().limit(SHOWN).map(Finding::message).collect(Collectors.joining("; "));
    int more = findings.size() - SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }
}
