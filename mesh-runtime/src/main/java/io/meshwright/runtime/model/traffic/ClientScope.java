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
 * @param gateways {@link #MESH}, or {@code NAMESPACE/NAME} of a Gateway; empty for those of the
 *     whole resource
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

  /** Whether a proxy applies the match at this place. */
  public boolean includes(Place place, String namespace, Map<String, String> labels) {
    if (port != null && port != place.port()) {
      return false;
    }
    if (!gateways.isEmpty()) {
      return gateways.contains(place.gateway());
    }
    return (sourceNamespace.isEmpty() || sourceNamespace.equals(namespace))
        && labels.entrySet().containsAll(sourceLabels.entrySet());
  }

  /**
   * Where a proxy meets its clients.
   *
   * @param gateway {@link #MESH} for a sidecar's own application, or {@code NAMESPACE/NAME}
   * @param port that clients dial
   */
  public record Place(String gateway, int port) {

    /** A port that the application of a sidecar dials. */
    public static Place ofSidecar(int port) {
      return new Place(MESH, port);
    }
  }
}
