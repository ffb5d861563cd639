package io.meshwright.runtime.identity;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.SpiffeId;
import java.util.Optional;

/** Ties what an xDS node says of itself to who is calling (istio-features S6). Pure. */
public final class NodeIdentityCheck {

  private NodeIdentityCheck() {}

  /**
   * The error if a node of {@code namespace} and {@code serviceAccount} (its metadata; empty if
   * absent) is not the caller. A workload may not read another one's configuration by naming it.
   */
  public static Optional<ConfigError> check(
      Caller caller, String nodeId, String namespace, String serviceAccount) {
    SpiffeId id = caller.id();
    if (!namespace.equals(id.namespace())) {
      return Optional.of(
          error(nodeId, NodeMetadata.NAMESPACE, namespace, id.namespace() + ", as in " + id));
    }
    if (!serviceAccount.equals(id.serviceAccount())) {
      return Optional.of(
          error(
              nodeId,
              NodeMetadata.SERVICE_ACCOUNT,
              serviceAccount,
              id.serviceAccount() + ", as in " + id));
    }
    return Optional.empty();
  }

  private static ConfigError error(String nodeId, String key, String found, String expected) {
    return new ConfigError("Node " + nodeId, "metadata." + key, found, expected);
  }
}
