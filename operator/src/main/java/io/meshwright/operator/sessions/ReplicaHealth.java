package io.meshwright.operator.sessions;

import java.util.List;

/**
 * How the proxies of one replica follow it.
 *
 * @param refusing how many refuse part of their configuration
 * @param silent how many have left a response without an answer for long
 * @param troubles those of them that are named, the longest first
 */
public record ReplicaHealth(long refusing, long silent, List<ProxyTrouble> troubles) {

  /** All follow. */
  public static final ReplicaHealth WELL = new ReplicaHealth(0, 0, List.of());

  public ReplicaHealth {
    troubles = List.copyOf(troubles);
  }
}
