package io.meshwright.operator.manifest;

import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
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

  /**
   * The gateways that would follow a revision of a version, and that it does not know. What follows
   * a revision of its own choice is judged when that is found.
   *
   * @param resource that declares them, as a user would name it
   */
  public static List<ConfigError> of(
      String resource, ReleaseVersion version, List<ManagedGateway> gateways) {
    if (knowsGateways(version)) {
      return List.of();
    }
    return gateways.stream()
        .filter(gateway -> gateway.revision() == null)
        .map(
            gateway ->
                new ConfigError(
                    resource,
                    "spec.gateways[" + gateway.name() + "]",
                    "a gateway",
                    "none: version " + version + " has no gateways"))
        .toList();
  }

  /** Whether injection of a version makes gateways of pods. */
  public static boolean knowsGateways(ReleaseVersion version) {
    return ManifestForm.of(version).hasGateways();
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
