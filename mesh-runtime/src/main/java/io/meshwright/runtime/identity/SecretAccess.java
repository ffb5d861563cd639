package io.meshwright.runtime.identity;

import io.meshwright.xds.SpiffeId;

/**
 * Decides whether a workload may have the Secrets of its namespace: the mesh gives nobody what the
 * API server would refuse (istio-features GW10).
 */
@FunctionalInterface
public interface SecretAccess {

  /** What the API server says. */
  enum Answer {
    PERMITTED,
    REFUSED,
    /** It cannot be asked. */
    UNKNOWN
  }

  /** Asks for a workload that has proved its identity; may block. */
  Answer ask(SpiffeId workload);
}
