package io.meshwright.operator.preflight;

import java.util.List;

/**
 * Other meshes of this operator. Their runtimes would overwrite each other's roots where both write
 * the same ConfigMap; the mesh that was there first keeps it.
 */
final class NeighbourCheck {

  private NeighbourCheck() {}

  static List<Finding> of(PreflightFacts facts) {
    PreflightFacts.Subject subject = facts.subject();
    PreflightFacts.Neighbour neighbour = facts.neighbour();
    return neighbour == null
        ? List.of()
        : List.of(
            Finding.blocking(
                FindingCode.TRUST_BUNDLE_SHARED,
                "MeshRevision " + subject.name(),
                "spec.trust.bundleName",
                subject.roots().name(),
                "another name in the installation, or other discoverySelectors: "
                    + neighbour.mesh()
                    + " writes its roots under this one into namespace "
                    + neighbour.namespace()));
  }
}
