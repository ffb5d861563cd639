package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.crds.CrdDecision;
import io.meshwright.operator.crds.CrdPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The CRDs in the cluster beside those that the operator brings. */
final class CrdCheck {

  private CrdCheck() {}

  static List<Finding> of(Survey survey) {
    List<Finding> findings = new ArrayList<>();
    for (CustomResourceDefinition brought : CrdBundle.all().values()) {
      String name = brought.getMetadata().getName();
      CustomResourceDefinition existing = survey.crds().get(name);
      if (existing == null) {
        findings.add(
            Finding.blocking(
                FindingCode.CRD_INCOMPATIBLE,
                "CustomResourceDefinition " + name,
                "",
                "",
                "version " + storageVersion(brought)));
      } else {
        served(name, existing, brought).ifPresent(findings::add);
        upgrade(name, existing, brought).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** The version that operator and runtime speak must be there. */
  private static Optional<Finding> served(
      String name, CustomResourceDefinition existing, CustomResourceDefinition brought) {
    String spoken = storageVersion(brought);
    List<String> served =
        existing.getSpec().getVersions().stream()
            .filter(version -> Boolean.TRUE.equals(version.getServed()))
            .map(CustomResourceDefinitionVersion::getName)
            .toList();
    return served.contains(spoken)
        ? Optional.empty()
        : Optional.of(
            Finding.blocking(
                FindingCode.CRD_INCOMPATIBLE,
                "CustomResourceDefinition " + name,
                "spec.versions",
                "served " + String.join(", ", served),
                "served " + spoken));
  }

  private static Optional<Finding> upgrade(
      String name, CustomResourceDefinition existing, CustomResourceDefinition brought) {
    // values that a changed pattern refuses are found when the CRD is upgraded
    CrdDecision decision = CrdPlanner.decide(existing, brought, List::of);
    return switch (decision) {
      case CrdDecision.Create _, CrdDecision.Current _, CrdDecision.Update _ -> Optional.empty();
      case CrdDecision.Leave(CrdDecision.Cause cause, String message) ->
          switch (cause) {
            case OLM_MANAGED, NEWER -> Optional.empty();
            case FOREIGN -> Optional.of(stays(name, "", message, "a CRD that Meshwright upgrades"));
            case STORED_VERSION ->
                Optional.of(
                    stays(
                        name,
                        "status.storedVersions",
                        message,
                        "versions that the operator's CRD has"));
            case NARROWING ->
                Optional.of(stays(name, "spec.versions", message, "a schema that takes as much"));
          };
    };
  }

  private static Finding stays(String name, String field, String found, String expected) {
    return Finding.warning(
        FindingCode.CRD_INCOMPATIBLE,
        "CustomResourceDefinition " + name,
        field,
        found + "; it is not upgraded",
        expected);
  }

  private static String storageVersion(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().stream()
        .filter(version -> Boolean.TRUE.equals(version.getStorage()))
        .map(CustomResourceDefinitionVersion::getName)
        .findFirst()
        .orElseThrow();
  }
}
