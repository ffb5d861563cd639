package io.meshwright.operator.preflight;

import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.VersionCatalogue;
import java.util.List;
import java.util.Optional;

/** Looks for what speaks against a revision. Pure. */
public final class Preflight {

  private Preflight() {}

  /** All findings about a revision. */
  public static List<Finding> of(MeshRevision revision, VersionCatalogue versions) {
    String resource = "MeshRevision " + revision.getMetadata().getName();
    String version = revision.getSpec().version();
    Optional<MeshRelease> release = versions.release(version);
    if (release.isEmpty()) {
      return List.of(
          new Finding(
              Severity.BLOCKING,
              FindingCode.UNKNOWN_VERSION,
              resource,
              "spec.version",
              version,
              "a version that this operator knows"));
    }
    return release.get().support() == MeshRelease.Support.SUPPORTED
        ? List.of()
        : List.of(
            new Finding(
                Severity.WARNING,
                FindingCode.END_OF_LIFE,
                resource,
                "spec.version",
                version,
                "a supported version"));
  }
}
