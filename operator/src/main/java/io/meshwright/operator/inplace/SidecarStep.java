package io.meshwright.operator.inplace;

import io.meshwright.operator.inplace.SidecarPod.Upgrade;

/** What comes next on the way of a workload to new sidecars in its old pods. */
sealed interface SidecarStep {

  /** Nothing; {@code why} says what is awaited. */
  record Await(String why) implements SidecarStep {}

  /** The image comes to the node before the sidecar goes. */
  record Pull(SidecarPod pod) implements SidecarStep {}

  /** The pod gets nothing new. */
  record Drain(SidecarPod pod, Upgrade upgrade) implements SidecarStep {}

  /** The sidecar goes, and another one comes. */
  record Replace(SidecarPod pod, Upgrade upgrade) implements SidecarStep {}

  /** The new sidecar serves: the pod is as others again. */
  record Restore(SidecarPod pod) implements SidecarStep {}

  /** It cannot be done in place: the pods are replaced. */
  record RollOut(String because) implements SidecarStep {}

  /** Whether it brings an upgrade that has begun to its end, and begins none. */
  default boolean completes() {
    return switch (this) {
      case Replace _, Restore _ -> true;
      case Await _, Pull _, Drain _, RollOut _ -> false;
    };
  }
}
