package io.meshwright.operator.sessions;

import java.util.Set;

/**
 * What the authority of one replica is, and how many of its sessions follow; roots by their
 * SHA-256.
 *
 * @param issuer the root that its certificates lead to
 * @param roots all that it publishes
 * @param trusting how many sessions trust exactly these
 * @param certified how many have a certificate that leads to {@code issuer}
 * @param problem why what is stored is not used; empty if it is
 */
public record ReplicaTrust(
    String issuer, Set<String> roots, long trusting, long certified, String problem) {

  public ReplicaTrust {
    roots = Set.copyOf(roots);
  }
}
