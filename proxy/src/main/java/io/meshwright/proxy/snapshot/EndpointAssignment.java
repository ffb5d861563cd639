package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * The endpoints of a cluster.
 *
 * @param overprovisioningPercent a priority is left only below {@code 100/overprovisioning} of
 *     healthy endpoints; 140 when unset
 */
public record EndpointAssignment(List<Locality> localities, int overprovisioningPercent) {

  /** Envoy's {@code overprovisioning_factor} when unset. */
  public static final int DEFAULT_OVERPROVISIONING = 140;

  /** No endpoint. */
  public static final EndpointAssignment EMPTY =
      new EndpointAssignment(List.of(), DEFAULT_OVERPROVISIONING);

  public EndpointAssignment {
    localities = List.copyOf(localities);
  }
}
