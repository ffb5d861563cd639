package io.meshwright.operator.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images of one version of the mesh.
 *
 * @param runtime reference of the control plane's image, by tag or digest
 * @param proxy reference of the sidecar's image
 */
public record MeshImages(String runtime, String proxy) {

  /** What stands before the last path element of an image reference. */
  private static final Pattern REGISTRY = Pattern.compile("^(.*/)?([^/]+)$");

  /** These images from another registry; the last path element of each reference stays. */
  public MeshImages from(@Nullable String registry) {
    return registry == null
        ? this
        : new MeshImages(moved(runtime, registry), moved(proxy, registry));
  }

  private static String moved(String image, String registry) {
    return REGISTRY.matcher(image).replaceFirst(registry.replace("$", "\\$") + "/$2");
  }
}
