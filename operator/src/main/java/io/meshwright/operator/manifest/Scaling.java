package io.meshwright.operator.manifest;

import java.util.Optional;

/**
 * How many replicas a runtime has, and who says so.
 *
 * @param replicas what the Deployment is told; empty when its autoscaler alone decides
 * @param floor below which the autoscaler does not go; empty without autoscaling
 */
public record Scaling(Optional<Integer> replicas, Optional<Integer> floor) {

  /** A number that only a change of the spec changes. */
  public static Scaling fixed(int replicas) {
    return new Scaling(Optional.of(replicas), Optional.empty());
  }
}
