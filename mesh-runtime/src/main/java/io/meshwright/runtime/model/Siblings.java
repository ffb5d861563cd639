package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Locality;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a proxy's own workload is spread over the zones of its region: zones with hosts that send
 * requests, which those do that finish what they have, and how many. Numbers are in lowest terms,
 * so that a workload that grows evenly stays what it was.
 *
 * @param zones hosts by zone, none below 1
 */
public record Siblings(SortedMap<String, Integer> zones) {

  /** Nothing is known, or nothing asks. */
  public static final Siblings UNKNOWN = new Siblings(new TreeMap<>());

  public Siblings {
    BigInteger common =
        zones.values().stream()
            .map(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::gcd)
            .max(BigInteger.ONE);
    SortedMap<String, Integer> lowest = new TreeMap<>();
    zones.forEach((zone, hosts) -> lowest.put(zone, hosts / common.intValueExact()));
    zones = Collections.unmodifiableSortedMap(lowest);
  }

  /** Those of an endpoint of a region, among all endpoints of its service. */
  static Siblings of(Endpoint own, String region, Collection<Endpoint> all) {
    SortedMap<String, Integer> zones = new TreeMap<>();
    for (Endpoint endpoint : all) {
      Workload workload = endpoint.workload();
      Locality place = workload.locality();
      if (endpoint.servicePort() == own.servicePort()
          && endpoint.health() != Endpoint.Health.NOT_READY
          && workload.name().equals(own.workload().name())
          && place.region().equals(region)) {
        zones.merge(place.zone(), 1, Integer::sum);
      }
    }
    return new Siblings(zones);
  }

  /** Hosts in a zone; only their relation to {@link #all} says something. */
  public int in(String zone) {
    return zones.getOrDefault(zone, 0);
  }

  /** Hosts in all zones. */
  public int all() {
    return zones.values().stream().mapToInt(Integer::intValue).sum();
  }
}
