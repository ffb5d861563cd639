package io.meshwright.runtime.analysis;

import io.meshwright.runtime.compile.patch.PatchFinding;
import io.meshwright.runtime.compile.patch.ResourcePatches;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.xds.ConfigError;
import java.util.function.Consumer;

/** Patches of EnvoyFilters that proxies go without. */
final class EnvoyFilterPatches implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    for (PatchFinding found : ResourcePatches.findings(model.patches())) {
      Code code = found.everywhere() ? Code.PATCH_WITHOUT_EFFECT : Code.PATCH_FOR_ENVOY_ONLY;
      for (ConfigError error : found.errors()) {
        // the finding itself names the resource
        ConfigError inside =
            new ConfigError(error.fieldPath(), "", error.found(), error.expected());
        findings.accept(new Finding(code, found.origin().toString(), inside.message()));
      }
    }
  }
}
