package io.meshwright.runtime.compile.endpoint;

import io.meshwright.crd.naming.Labels;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.LocalityBalancing.Label;
import io.meshwright.runtime.model.traffic.LocalityBalancing.Place;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the places of a cluster's endpoints are worth to one client: how far each is, and the shares
 * of requests that places get (istio-features DR10 to DR12).
 *
 * @param siblings how the client's workload is spread; unknown where it does not matter
 */
public record LocalityPlan(
    Locality own, Map<String, String> labels, LocalityBalancing balancing, Siblings siblings) {

  /** Of a region that is not the one to fail over to; all else is {@link Locality#distanceTo}. */
  private static final int OTHER_REGION = 4;

  private static final int REGIONS_DIFFER = 3;

  /** Of regions to a client of zone aware balancing: the own, the one to fail over to, others. */
  private static final int REGION_RANKS = 3;

  /**
   * Failing over needs a way to notice failure, so places are ranked with outlier detection only;
   * but zone aware balancing is asked for by name.
   */
  static LocalityPlan of(ProxyScope scope, Siblings by, TrafficPolicy.Blocks blocks) {
    LocalityBalancing written =
        LoadBalancing.localityOf(
            blocks.loadBalancing(), scope.settings().meshConfig().traffic().locality());
    boolean ranks =
        written instanceof LocalityBalancing.Failover
            || written instanceof LocalityBalancing.FailoverPriority;
    LocalityBalancing effective =
        ranks && blocks.outlierDetection() == null ? new LocalityBalancing.Disabled() : written;
    boolean sharedOut =
        effective instanceof LocalityBalancing.ZoneAware
            && LoadBalancing.sharedByZones(blocks.loadBalancing());
    return new LocalityPlan(
        scope.locality(), scope.labels(), effective, sharedOut ? by : Siblings.UNKNOWN);
  }

  /**
   * How far a host is; only the order of these numbers counts. Those of zone aware balancing are
   * even, so that there is room for zones without a share behind those with one.
   */
  int distance(Endpoint endpoint) {
    Workload workload = endpoint.workload();
    return switch (balancing) {
      case LocalityBalancing.Disabled() -> 0;
      case LocalityBalancing.Distribute(var _) -> 0;
      case LocalityBalancing.Failover(Map<String, String> regions) ->
          distance(regions, workload.locality());
      case LocalityBalancing.FailoverPriority(List<Label> written) -> unlike(written, workload);
      case LocalityBalancing.ZoneAware(Map<String, String> regions, List<Label> written, var _) ->
          2 * (unlike(written, workload) * REGION_RANKS + rank(regions, workload.locality()));
    };
  }

  private int distance(Map<String, String> regions, Locality other) {
    if (own.equals(Locality.UNKNOWN)) {
      return 0;
    }
    int distance = own.distanceTo(other);
    String target = regions.get(own.region());
    return distance == REGIONS_DIFFER && target != null && !target.equals(other.region())
        ? OTHER_REGION
        : distance;
  }

  private int rank(Map<String, String> regions, Locality other) {
    return Math.max(0, distance(regions, other) - REGIONS_DIFFER + 1);
  }

  /** How many labels are left behind the longest beginning that client and host share. */
  private int unlike(List<Label> written, Workload workload) {
    int shared = 0;
    for (Label label : written) {
      String wanted = label.value().isEmpty() ? value(own, labels, label.key()) : label.value();
      if (!wanted.equals(value(workload.locality(), workload.labels(), label.key()))) {
        break;
      }
      shared++;
    }
    return written.size() - shared;
  }

  private static String value(Locality locality, Map<String, String> labels, String key) {
    return switch (key) {
      case Labels.REGION -> locality.region();
      case Labels.ZONE -> locality.zone();
      case Labels.TOPOLOGY_SUBZONE -> locality.subzone();
      default -> labels.getOrDefault(key, "");
    };
  }

  /**
   * The weight of each place that gets requests, where shares are fixed for this client; a share of
   * several places is divided by their hosts.
   *
   * @param hosts how many there are, by place
   */
  Optional<Map<Locality, Integer>> shares(Map<Locality, Integer> hosts) {
    if (!(balancing instanceof LocalityBalancing.Distribute(var all))) {
      return Optional.empty();
    }
    return all.stream()
        .filter(shares -> shares.from().includes(own))
        .findFirst()
        .map(shares -> divide(shares.to(), hosts));
  }

  /**
   * The weight of each place that gets requests, where zones of the own region get shares; empty
   * where all places that are nearest are alike.
   *
   * @param hosts healthy ones that are nearest, by place
   */
  Optional<Map<Locality, Integer>> zoneShares(Map<Locality, Integer> hosts) {
    if (!(balancing instanceof LocalityBalancing.ZoneAware(var _, var _, int minimum))
        || own.zone().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, Integer> zones = new TreeMap<>();
    hosts.forEach(
        (place, count) -> {
          if (place.region().equals(own.region())) {
            zones.merge(place.zone(), count, Integer::sum);
          }
        });
    return ZoneShares.of(own.zone(), siblings, zones, minimum)
        .map(
            shares -> {
              SortedMap<Place, Integer> to = new TreeMap<>();
              shares.forEach((zone, share) -> to.put(Place.zone(own.region(), zone), share));
              return divide(to, hosts);
            });
  }

  private static Map<Locality, Integer> divide(
      Map<Place, Integer> to, Map<Locality, Integer> hosts) {
    Map<Locality, Integer> weights = new HashMap<>();
    Map<Locality, Integer> left = new HashMap<>(hosts);
    to.forEach(
        (place, share) -> {
          Map<Locality, Integer> matched = new HashMap<>(left);
          matched.keySet().removeIf(locality -> !place.includes(locality));
          int all = matched.values().stream().mapToInt(Integer::intValue).sum();
          matched.forEach(
              (locality, own) ->
                  weights.put(locality, Math.max(1, Math.ceilDiv(share * own, all))));
          left.keySet().removeAll(matched.keySet());
        });
    return weights;
  }
}
