package io.meshwright.operator.sessions;

import java.util.Set;

/**
 * The replicas of a revision that serve at the moment.
 *
 * @param roots of the mesh in PEM; without them no replica can be trusted, so none is asked
 */
public record RuntimeReplicas(Set<Replica> replicas, String roots) {

  public RuntimeReplicas {
    replicas = Set.copyOf(replicas);
  }
}
