package io.meshwright.operator.config;

import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator is told at start.
 *
 * @param namespace where the operator itself runs, and its Lease lies
 * @param versions the versions of the mesh that it knows
 */
public record OperatorConfig(String namespace, VersionCatalogue versions) {

  /**
   * The known versions: one line a release. A release is never taken out while somebody may run it;
   * at its end of life it is marked.
   */
  private static final List<Known> KNOWN =
      List.of(
          new Known("0.1.0", Channel.stable, MeshRelease.Support.SUPPORTED),
          new Known(MeshVersion.NEWEST, Channel.stable, MeshRelease.Support.SUPPORTED));

  private record Known(String version, Channel channel, MeshRelease.Support support) {}

  /**
   * Reads {@code RELATED_IMAGE_RUNTIME_0_1_0} and {@code RELATED_IMAGE_PROXY_0_1_0} for each known
   * version, as OLM sets them; a version without variables has the project's own images.
   */
  public static OperatorConfig of(String namespace, Map<String, String> environment) {
    return new OperatorConfig(
        namespace,
        new VersionCatalogue(KNOWN.stream().map(known -> release(known, environment)).toList()));
  }

  private static MeshRelease release(Known known, Map<String, String> environment) {
    String version = known.version();
    return new MeshRelease(
        ReleaseVersion.parse(version).orElseThrow(),
        known.channel(),
        known.support(),
        new MeshImages(
            environment.getOrDefault(
                imageVariable("RUNTIME", version), "meshwright/runtime:" + version),
            environment.getOrDefault(
                imageVariable("PROXY", version), "meshwright/proxy:" + version)));
  }

  /** The environment variable that names an image. */
  public static String imageVariable(String process, String version) {
    return "RELATED_IMAGE_" + process + "_" + version.replace('.', '_').replace('-', '_');
  }

  /** The images of a version, if it is known. */
  public Optional<MeshImages> images(String version) {
    return versions.release(version).map(MeshRelease::images);
  }
}
