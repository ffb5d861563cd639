package io.meshwright.operator.admission;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.dataplane.Command;
import io.meshwright.operator.dataplane.WavePolicyParser;
import io.meshwright.xds.ConfigException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules for {@code spec.dataPlane} and what is said about its waves. */
final class DataPlaneRules {

  private DataPlaneRules() {}

  /**
   * Judges what is new or changed.
   *
   * @param before null if the installation is new
   */
  static void judge(@Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    if (before == null || !before.getSpec().dataPlane().equals(after.getSpec().dataPlane())) {
      try {
        var _ = WavePolicyParser.parse(found.resource(), after.getSpec().dataPlane());
      } catch (ConfigException e) {
        e.errors().forEach(found::refuse);
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
