package io.meshwright.operator.manifest;

import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.rbac.NetworkingKinds;
import io.meshwright.operator.config.ReleaseVersion;
import java.util.Arrays;
import java.util.List;

/**
 * How the objects of a range of versions are rendered. What a released version renders never
 * changes: a change of rendering is a new form, for versions from a new one on, and every place
 * that differs switches over the forms.
 */
enum ManifestForm {
  /** From the first release on. */
  V1("0.0.0"),
  /**
   * The runtime is told who may call its operator API, reads more kinds, writes their status, and
   * injects gateways.
   */
  V2("0.2.0");

  private final String since;

  ManifestForm(String since) {
    this.since = since;
  }

  /** The form of a revision's version. */
  static ManifestForm of(MeshRevisionSpec spec) {
    return of(ReleaseVersion.parse(spec.version()).orElseThrow());
  }

  /** The newest form that is not newer than a version. */
  static ManifestForm of(ReleaseVersion version) {
    return Arrays.stream(values())
        .filter(form -> form.since().compareTo(version) <= 0)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  /** Kinds of {@code networking.istio.io} that the runtime reads and validates. */
  List<String> networkingKinds() {
    return switch (this) {
      case V1 -> NetworkingKinds.FIRST;
      case V2 -> NetworkingKinds.ALL;
    };
  }

  /** Whether injection makes gateways of pods that ask for it. */
  boolean hasGateways() {
    return switch (this) {
      case V1 -> false;
      case V2 -> true;
    };
  }

  /** Whether pods of the runtime have the label that tools of Istio take its component from. */
  boolean namesComponent() {
    return switch (this) {
      case V1 -> false;
      case V2 -> true;
    };
  }

  /** Whether the runtime writes the status of users' resources. */
  boolean writesStatus() {
    return switch (this) {
      case V1 -> false;
      case V2 -> true;
    };
  }

  private ReleaseVersion since() {
    return ReleaseVersion.parse(since).orElseThrow();
  }
}
