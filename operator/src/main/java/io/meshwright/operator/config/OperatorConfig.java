package io.meshwright.operator.config;

import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the operator is told at start.
 *
 * @param namespace where the operator itself runs, and its Lease lies
 * @param versions the versions of the mesh that it installs, with their images
 */
public record OperatorConfig(String namespace, SortedMap<String, MeshImages> versions) {

  public OperatorConfig {
    versions = new TreeMap<>(versions);
    if (!versions.containsKey(MeshVersion.NEWEST)) {
      throw new IllegalArgumentException(
          "no images for version "
              + MeshVersion.NEWEST
              + ", which new installations get: set "
              + imageVariable("RUNTIME", MeshVersion.NEWEST)
              + " and "
              + imageVariable("PROXY", MeshVersion.NEWEST));
    }
  }

  /**
   * Reads {@code RELATED_IMAGE_RUNTIME_0_1_0} and {@code RELATED_IMAGE_PROXY_0_1_0} for each known
   * version, as OLM sets them; a version without variables has the project's own images.
   */
  public static OperatorConfig of(String namespace, Map<String, String> environment) {
    TreeMap<String, MeshImages> versions = new TreeMap<>();
    String version = MeshVersion.NEWEST;
    versions.put(
        version,
        new MeshImages(
            environment.getOrDefault(
                imageVariable("RUNTIME", version), "meshwright/runtime:" + version),
            environment.getOrDefault(
                imageVariable("PROXY", version), "meshwright/proxy:" + version)));
    return new OperatorConfig(namespace, versions);
  }

  /** The environment variable that names an image. */
  public static String imageVariable(String process, String version) {
    return "RELATED_IMAGE_" + process + "_" + version.replace('.', '_').replace('-', '_');
  }

  /** The images of a version, if it is known. */
  public Optional<MeshImages> images(String version) {
    return Optional.ofNullable(versions.get(version));
  }
}
