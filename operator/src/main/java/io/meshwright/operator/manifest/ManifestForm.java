package io.meshwright.operator.manifest;

import io.meshwright.operator.config.ReleaseVersion;
import java.util.Arrays;

/**
 * How the objects of a range of versions are rendered. What a released version renders never
 * changes: a change of rendering is a new form, for versions from a new one on, and every place
 * that differs switches over the forms.
 */
enum ManifestForm {
  /** From the first release on. */
  V1("0.0.0"),
  /** The runtime is told who may call its operator API. */
  V2("0.2.0");

  private final String since;

  ManifestForm(String since) {
    this.since = since;
  }

  /** The newest form that is not newer than a version. */
  static ManifestForm of(ReleaseVersion version) {
    return Arrays.stream(values())
        .filter(form -> form.since().compareTo(version) <= 0)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private ReleaseVersion since() {
    return ReleaseVersion.parse(since).orElseThrow();
  }
}
