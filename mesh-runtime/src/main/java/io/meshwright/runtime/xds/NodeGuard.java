package io.meshwright.runtime.xds;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.NodeId;
import java.util.Optional;

/** Decides whether a caller may have the configuration of the node that it names. */
@FunctionalInterface
public interface NodeGuard {

  /** Lets all pass: for servers that do not authenticate. */
  NodeGuard OPEN = (_, _) -> Optional.empty();

  /**
   * The reason to refuse; empty to accept.
   *
   * @param serviceAccount from the node's metadata; empty if absent
   */
  Optional<ConfigError> refuse(NodeId node, String serviceAccount);
}
