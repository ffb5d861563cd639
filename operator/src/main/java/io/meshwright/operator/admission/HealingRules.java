package io.meshwright.operator.admission;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.healing.HealingPolicy;
import io.meshwright.xds.ConfigException;
import org.jspecify.annotations.Nullable;

/** The rules for {@code spec.healing}. */
final class HealingRules {

  private HealingRules() {}

  /**
   * Judges what is new or changed.
   *
   * @param before null if the installation is new
   */
  static void judge(@Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    if (before == null || !before.getSpec().healing().equals(after.getSpec().healing())) {
      try {
        var _ = HealingPolicy.parse(found.resource(), after.getSpec().healing());
      } catch (ConfigException e) {
        e.errors().forEach(found::refuse);
      }
    }
  }
}
