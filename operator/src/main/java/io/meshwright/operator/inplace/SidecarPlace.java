package io.meshwright.operator.inplace;

import io.meshwright.operator.config.KubernetesVersion;
import java.util.Optional;

/**
 * What is known of the node of a pod.
 *
 * @param kubelet its version; empty if nobody can say
 */
public record SidecarPlace(Optional<KubernetesVersion> kubelet, Pull pull) {

  /** How far the new image is on its way to the node. */
  public sealed interface Pull {

    /** Nobody asked for it. */
    record Absent() implements Pull {}

    /** It is being pulled. */
    record UnderWay() implements Pull {}

    /** It is there. */
    record There() implements Pull {}

    /** It does not come. */
    record Failed(String why) implements Pull {}
  }
}
