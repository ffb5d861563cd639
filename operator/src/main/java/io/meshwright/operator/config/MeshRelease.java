package io.meshwright.operator.config;

import io.meshwright.crd.mesh.v1alpha1.Channel;

/**
 * One version of the mesh that this operator knows.
 *
 * @param channel the first channel that offers it
 */
public record MeshRelease(
    ReleaseVersion version, Channel channel, Support support, MeshImages images) {

  /** What the operator does with a version. */
  public enum Support {
    /** Installed and looked after. */
    SUPPORTED,
    /** Not installed any more; where it runs, it is looked after. */
    END_OF_LIFE
  }

  boolean isSupported() {
    return support == Support.SUPPORTED;
  }
}
