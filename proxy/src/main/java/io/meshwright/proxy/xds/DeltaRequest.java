package io.meshwright.proxy.xds;

import io.meshwright.xds.XdsType;
import java.util.Map;
import java.util.Set;

/**
 * What the client says to the control plane about one type.
 *
 * @param initialVersions what it holds already; only in a stream's first request of the type
 * @param nonce of the response that this acknowledges; empty if it acknowledges none
 * @param error why that response was not taken as a whole; empty if it was
 */
record DeltaRequest(
    XdsType type,
    Set<String> subscribe,
    Set<String> unsubscribe,
    Map<String, String> initialVersions,
    String nonce,
    String error) {

  DeltaRequest {
    subscribe = Set.copyOf(subscribe);
    unsubscribe = Set.copyOf(unsubscribe);
    initialVersions = Map.copyOf(initialVersions);
  }
}
