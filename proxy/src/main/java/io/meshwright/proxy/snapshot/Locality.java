package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * Endpoints that share a place and a priority.
 *
 * @param priority 0 is used first
 * @param weight among the localities of the priority; 0 is never chosen when weights are used
 */
public record Locality(Place place, int priority, long weight, List<Endpoint> endpoints) {

  public Locality {
    endpoints = List.copyOf(endpoints);
  }

  /** Region, zone and subzone, each may be empty. */
  public record Place(String region, String zone, String subZone) {}
}
