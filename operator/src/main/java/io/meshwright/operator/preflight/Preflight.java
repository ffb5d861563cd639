package io.meshwright.operator.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges the facts about a revision. Pure. */
public final class Preflight {

  private Preflight() {}

  /** The findings that only depend on the survey, once for all revisions. */
  static List<Finding> ofSurvey(Survey survey) {
    List<Finding> findings = new ArrayList<>(CrdCheck.of(survey));
    findings.addAll(FieldCheck.of(survey.configuration()));
    return List.copyOf(findings);
  }

  /** All findings, blocking ones first. */
  public static List<Finding> of(PreflightFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(ForeignMeshCheck.of(facts));
    findings.addAll(NeighbourCheck.of(facts));
    findings.addAll(VersionCheck.of(facts));
    findings.addAll(WebhookCheck.of(facts));
    findings.addAll(PermissionCheck.of(facts));
    for (PreflightFacts.ImageProblem problem : facts.images()) {
      findings.add(
          Finding.blocking(
              FindingCode.IMAGE_UNAVAILABLE,
              "Pod " + problem.pod(),
              "spec.containers[" + problem.container() + "].image",
              problem.image() + " (" + problem.why() + ")",
              "an image that the node can pull"));
    }
    findings.addAll(facts.known());
    findings.sort(Comparator.comparing(Finding::severity));
    return List.copyOf(findings);
  }
}
