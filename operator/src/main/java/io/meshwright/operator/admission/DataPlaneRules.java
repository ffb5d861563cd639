package io.meshwright.operator.admission;

import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.UpdateStrategy;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.dataplane.Command;
import io.meshwright.operator.dataplane.WavePolicyParser;
import io.meshwright.xds.ConfigException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules for {@code spec.dataPlane}, {@code spec.analysis} and what is said about waves. */
final class DataPlaneRules {

  private DataPlaneRules() {}

  /**
   * Judges what is new or changed.
   *
   * @param before null if the installation is new
   */
  static void judge(@Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    MeshInstallationSpec spec = after.getSpec();
    if (before == null
        || !before.getSpec().dataPlane().equals(spec.dataPlane())
        || before.getSpec().updateStrategy().type() != spec.updateStrategy().type()
        || !Objects.equals(before.getSpec().analysis(), spec.analysis())) {
      try {
        var _ = WavePolicyParser.parse(found.resource(), spec);
      } catch (ConfigException e) {
        e.errors().forEach(found::refuse);
      }
      if (spec.analysis() != null && spec.dataPlane().mode() == DataPlane.Mode.Manual) {
        found.warn("spec.analysis", "judges nothing while spec.dataPlane.mode is Manual");
      }
      if (spec.dataPlane().sidecarUpgrade() == DataPlane.SidecarUpgrade.InPlace
          && spec.updateStrategy().type() == UpdateStrategy.Type.RevisionBased) {
        found.warn(
            "spec.dataPlane.sidecarUpgrade",
            "InPlace rolls workloads out while spec.updateStrategy.type is RevisionBased: no pod can"
                + " change its control plane");
      }
    }
    String word = command(after);
    if (word != null
        && !Objects.equals(word, before == null ? null : command(before))
        && Command.parse(word).isEmpty()) {
      found.refuse(
          "metadata.annotations[" + OperatorNames.DATA_PLANE_COMMAND + "]",
          word,
          "resume, skip or abort");
    }
  }

  private static @Nullable String command(MeshInstallation installation) {
    return Metadata.annotations(installation).get(OperatorNames.DATA_PLANE_COMMAND);
  }
}
