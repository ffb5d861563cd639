package io.meshwright.runtime.compile.endpoint;

import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.name.Locality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The endpoints of one load assignment by where they are, with the priority and weight that each
 * place has for the client (istio-features DR10 to DR12).
 */
final class PlacedEndpoints {

  private final LocalityPlan plan;
  private final SortedMap<Group, List<LbEndpoint>> groups = new TreeMap<>();

  /** Endpoints of one place that are equally far. */
  private record Group(Locality locality, int distance) implements Comparable<Group> {

    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::locality).thenComparingInt(Group::distance);

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  /** A group with its weight, and the distance that counts. */
  private record Placed(Locality locality, int distance, int weight, List<LbEndpoint> endpoints) {}

  PlacedEndpoints(LocalityPlan plan) {
    this.plan = plan;
  }

  void add(Endpoint endpoint, LbEndpoint encoded) {
    Group group = new Group(endpoint.workload().locality(), plan.distance(endpoint));
    groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(encoded);
  }

  /** Priorities are the distances without gaps, from 0. */
  List<LocalityLbEndpoints> encode() {
    List<Placed> all = placed();
    TreeSet<Integer> distances = new TreeSet<>();
    all.forEach(each -> distances.add(each.distance()));
    return all.stream()
        .map(
            each ->
                LocalityLbEndpoints.newBuilder()
                    .setLocality(encode(each.locality()))
                    .setLoadBalancingWeight(uint32(each.weight()))
                    .setPriority(distances.headSet(each.distance()).size())
                    .addAllLbEndpoints(each.endpoints())
                    .build())
        .toList();
  }

  private List<Placed> placed() {
    Optional<Map<Locality, Integer>> shares = plan.shares(count(_ -> true, _ -> true));
    int nearest = groups.keySet().stream().mapToInt(Group::distance).min().orElse(0);
    Optional<Map<Locality, Integer>> zones =
        plan.zoneShares(
            count(
                group -> group.distance() == nearest,
                endpoint -> endpoint.getHealthStatus() != HealthStatus.DRAINING));
    List<Placed> placed = new ArrayList<>();
    groups.forEach(
        (group, endpoints) -> {
          Locality place = group.locality();
          int distance = group.distance();
          int weight = weight(endpoints);
          if (shares.isPresent()) {
            weight = shares.get().getOrDefault(place, 0);
          } else if (zones.isPresent() && distance == nearest) {
            // a zone without a share is where to go when those with one fail
            weight = zones.get().getOrDefault(place, weight);
            distance = zones.get().containsKey(place) ? nearest : nearest + 1;
          }
          if (weight > 0) {
            placed.add(new Placed(place, distance, weight, endpoints));
          }
        });
    return placed;
  }

  /** Endpoints by place; places without any are left out. */
  private SortedMap<Locality, Integer> count(Predicate<Group> where, Predicate<LbEndpoint> which) {
    SortedMap<Locality, Integer> hosts = new TreeMap<>();
    groups.forEach(
        (group, endpoints) -> {
          int some = (int) endpoints.stream().filter(which).count();
          if (where.test(group) && some > 0) {
            hosts.merge(group.locality(), some, Integer::sum);
          }
        });
    return hosts;
  }

  private static int weight(List<LbEndpoint> endpoints) {
    long sum = endpoints.stream().mapToLong(e -> e.getLoadBalancingWeight().getValue()).sum();
    return Math.clamp(sum, 1, Integer.MAX_VALUE);
  }

  private static io.envoyproxy.envoy.config.core.v3.Locality encode(Locality locality) {
    return io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
        .setRegion(locality.region())
        .setZone(locality.zone())
        .setSubZone(locality.subzone())
        .build();
  }
}
