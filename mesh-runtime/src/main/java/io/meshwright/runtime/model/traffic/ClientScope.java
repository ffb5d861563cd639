package io.meshwright.runtime.model.traffic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * To which clients and listeners a match applies; decided when configuration is compiled for a
 * client, not per request (istio-features VS10, VS11).
 *
 * @param port the listener's port; null for any
 * @param sourceNamespace empty for any
 * @param gateways empty for those of the whole resource
 */
public record ClientScope(
    @Nullable Integer port,
    Map<String, String> sourceLabels,
    String sourceNamespace,
    List<String> gateways) {

  /** All clients of the whole resource, on each listener. */
  public static final ClientScope ANY = new ClientScope(null, Map.of(), "", List.of());

  /** The word that stands for all sidecars. */
  public static final String MESH = "mesh";

  public ClientScope {
    sourceLabels = Map.copyOf(sourceLabels);
    gateways = List.copyOf(gateways);
  }

  /** Whether a sidecar with this namespace and labels applies the match on a listener's port. */
  public boolean includesSidecar(String namespace, Map<String, String> labels, int listenerPort) {
    if (port != null && port != listenerPort) {
      return false;
    }
    if (!gateways.isEmpty()) {
      return gateways.contains(MESH);
    }
    return (sourceNamespace.isEmpty() || sourceNamespace.equals(namespace))
        && labels.entrySet().containsAll(sourceLabels.entrySet());
  }
}
