package io.meshwright.proxy.snapshot;

import io.meshwright.xds.WorkloadTrust;

/** The secrets that the proxy's own identity provides (istio-features, auto mTLS). */
public final class SecretNames {
  /** The workload's own certificate and key. */
  public static final String IDENTITY = "default";

  /** The roots of the mesh. */
  public static final String ROOTS = WorkloadTrust.ROOTS_SECRET;

  private SecretNames() {}

  /** Whether the name is one of the two. */
  public static boolean local(String name) {
    return name.equals(IDENTITY) || name.equals(ROOTS);
  }
}
