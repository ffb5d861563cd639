package io.meshwright.crd.mesh.v1alpha1;

/** The version of control plane and proxies that a new installation gets. */
public final class MeshVersion {

  /** Newest version that this operator installs; equals the version of the build. */
  public static final String NEWEST = "0.2.0";

  private MeshVersion() {}
}
