package io.meshwright.operator.preflight;

import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.operator.config.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The versions of cluster, operator, control planes and proxies beside that of the revision. */
final class VersionCheck {

  private static final KubernetesVersion OLDEST = new KubernetesVersion(1, 30);

  private VersionCheck() {}

  static List<Finding> of(PreflightFacts facts) {
    List<Finding> findings = new ArrayList<>();
    cluster(facts.survey().kubernetes(), findings);
    PreflightFacts.Subject subject = facts.subject();
    VersionChange beyondOperator = VersionChange.between(MeshVersion.NEWEST, subject.version());
    if (beyondOperator == VersionChange.UPGRADE || beyondOperator == VersionChange.SKIPS_MINOR) {
      findings.add(
          Finding.blocking(
              FindingCode.OPERATOR_TOO_OLD,
              "MeshRevision " + subject.name(),
              "spec.version",
              subject.version(),
              "at most " + MeshVersion.NEWEST + ", the operator's own"));
    }
    change(subject, facts.change(), findings);
    proxies(subject, facts.change(), findings);
    return findings;
  }

  private static void cluster(String kubernetes, List<Finding> findings) {
    boolean recent =
        KubernetesVersion.parse(kubernetes)
            .filter(version -> version.compareTo(OLDEST) >= 0)
            .isPresent();
    if (!recent) {
      findings.add(
          Finding.blocking(
              FindingCode.CLUSTER_TOO_OLD,
              "Kubernetes API server",
              "version",
              kubernetes,
              OLDEST + " or newer"));
    }
  }

  private static void change(
      PreflightFacts.Subject subject, PreflightFacts.Change change, List<Finding> findings) {
    String from = change.previousVersion();
    if (from == null) {
      return;
    }
    VersionChange step = VersionChange.between(from, subject.version());
    if (step == VersionChange.NONE || step == VersionChange.UPGRADE) {
      return;
    }
    FindingCode code =
        step == VersionChange.SKIPS_MINOR ? FindingCode.MINOR_SKIPPED : FindingCode.DOWNGRADE;
    boolean blocks = !step.isSupported() && !change.allowed();
    findings.add(
        new Finding(
            blocks ? Severity.BLOCKING : Severity.WARNING,
            code,
            "MeshRevision " + subject.name(),
            "spec.version",
            subject.version(),
            step.expected(from)));
  }

  private static void proxies(
      PreflightFacts.Subject subject, PreflightFacts.Change change, List<Finding> findings) {
    new TreeMap<>(change.used())
        .forEach(
            (name, version) -> {
              if (VersionChange.between(version, subject.version()) == VersionChange.SKIPS_MINOR) {
                findings.add(
                    Finding.warning(
                        FindingCode.PROXIES_TOO_OLD,
                        "MeshRevision " + name,
                        "spec.version",
                        version + ", which workloads still use",
                        "proxies at most one minor version older than " + subject.version()));
              }
            });
    // on the way back their own version comes nearer again
    if (isUpgrade(subject, change) && !change.outdatedProxies().isEmpty()) {
      var first = new TreeMap<>(change.outdatedProxies()).firstEntry();
      findings.add(
          new Finding(
              change.allowed() ? Severity.WARNING : Severity.BLOCKING,
              FindingCode.PROXIES_TOO_OLD,
              "Namespace " + first.getKey(),
              "",
              first.getValue() + " proxies older than " + change.previousVersion(),
              "workloads restarted since the last upgrade, before the next one in place"));
    }
  }

  private static boolean isUpgrade(PreflightFacts.Subject subject, PreflightFacts.Change change) {
    String from = change.previousVersion();
    return from != null
        && switch (VersionChange.between(from, subject.version())) {
          case UPGRADE, SKIPS_MINOR -> true;
          case NONE, DOWNGRADE, FAR_DOWNGRADE -> false;
        };
  }
}
