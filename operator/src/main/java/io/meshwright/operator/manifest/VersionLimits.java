package io.meshwright.operator.manifest;

import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a spec can say and the runtime of its version does not know. Pure. */
public final class VersionLimits {

  private VersionLimits() {}

  /**
   * The fields that would have no effect.
   *
   * @param resource that has the spec, as a user would name it
   */
  public static List<ConfigError> of(String resource, MeshRevisionSpec spec) {
    Optional<ManifestForm> form = ReleaseVersion.parse(spec.version()).map(ManifestForm::of);
    return form.filter(ManifestForm.V1::equals).isPresent() ? first(resource, spec) : List.of();
  }

  private static List<ConfigError> first(String resource, MeshRevisionSpec spec) {
    List<ConfigError> errors = new ArrayList<>();
    String bundle = spec.trust().bundleName();
    if (!bundle.equals(MeshNames.ROOT_CONFIG_MAP)) {
      errors.add(
          new ConfigError(
              resource,
              "spec.trust.bundleName",
              bundle,
              MeshNames.ROOT_CONFIG_MAP + ": version " + spec.version() + " has no other"));
    }
    int selectors = spec.meshConfig().discoverySelectors().size();
    if (selectors > 0) {
      errors.add(
          new ConfigError(
              resource,
              "spec.meshConfig.discoverySelectors",
              selectors + " selectors",
              "none: version " + spec.version() + " looks at all namespaces"));
    }
    return errors;
  }
}
