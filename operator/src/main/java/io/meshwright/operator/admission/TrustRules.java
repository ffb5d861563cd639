package io.meshwright.operator.admission;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.trust.RotationCommand;
import io.meshwright.operator.trust.RotationPolicy;
import io.meshwright.xds.ConfigException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules for {@code spec.rootRotation} and what is said once about the root. */
final class TrustRules {

  private TrustRules() {}

  /**
   * Judges what is new or changed.
   *
   * @param before null if the installation is new
   */
  static void judge(@Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    if (before == null || !before.getSpec().rootRotation().equals(after.getSpec().rootRotation())) {
      try {
        var _ = RotationPolicy.parse(found.resource(), after.getSpec().rootRotation());
      } catch (ConfigException e) {
        e.errors().forEach(found::refuse);
      }
    }
    String word = command(after);
    if (word != null
        && !Objects.equals(word, before == null ? null : command(before))
        && RotationCommand.parse(word).isEmpty()) {
      found.refuse(
          "metadata.annotations[" + OperatorNames.ROTATE_ROOT + "]",
          word,
          "now, activate, retire or abort");
    }
  }

  private static @Nullable String command(MeshInstallation installation) {
    return Metadata.annotations(installation).get(OperatorNames.ROTATE_ROOT);
  }
}
