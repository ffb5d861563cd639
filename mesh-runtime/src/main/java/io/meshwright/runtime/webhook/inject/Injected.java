package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.xds.ConfigError;
import java.util.List;

/**
 * A pod with its proxy.
 *
 * @param remarks what of the pod does not do what its author may think
 */
record Injected(Pod pod, List<ConfigError> remarks) {
  Injected {
    remarks = List.copyOf(remarks);
  }
}
