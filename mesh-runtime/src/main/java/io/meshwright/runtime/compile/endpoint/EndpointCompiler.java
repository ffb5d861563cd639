package io.meshwright.runtime.compile.endpoint;

import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshwright.crd.naming.Labels;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.name.UnixSocket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles the load assignment of a cluster (istio-features X23, DR10, DR11). */
public final class EndpointCompiler {
  private EndpointCompiler() {}

  /**
   * The assignment of a cluster; without endpoints if the service, port or subset is unknown, so
   * that a client that asks never waits.
   */
  public static ClusterLoadAssignment compile(ProxyScope scope, String clusterName) {
    return compile(EndpointQuery.of(scope, clusterName));
  }

  /** The assignment that a query asks for. */
  public static ClusterLoadAssignment compile(EndpointQuery query) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(query.cluster());
    SortedMap<Group, List<LbEndpoint>> groups = new TreeMap<>();
    for (Endpoint endpoint : query.endpoints()) {
      if (endpoint.servicePort() == query.port()
          && endpoint.health() != Endpoint.Health.NOT_READY
          && (endpoint.workload().mutualTls() || !query.onlyMutualTls())
          && (query.onlyCluster().isEmpty()
              || endpoint.workload().cluster().equals(query.onlyCluster()))
          && endpoint.workload().labels().entrySet().containsAll(query.labels().entrySet())) {
        Group group = new Group(endpoint.workload().locality(), query.plan().distance(endpoint));
        encode(query, endpoint)
            .ifPresent(e -> groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(e));
      }
    }
    return assignment.addAllEndpoints(encode(query.plan(), groups)).build();
  }

  /** Endpoints of one place that are equally far. */
  private record Group(Locality locality, int distance) implements Comparable<Group> {

    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::locality).thenComparingInt(Group::distance);

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  /** Priorities are the distances without gaps, from 0. */
  private static List<LocalityLbEndpoints> encode(
      LocalityPlan plan, SortedMap<Group, List<LbEndpoint>> groups) {
    TreeSet<Integer> distances = new TreeSet<>();
    SortedMap<Locality, Integer> hosts = new TreeMap<>();
    groups.forEach(
        (group, endpoints) -> {
          distances.add(group.distance());
          hosts.merge(group.locality(), endpoints.size(), Integer::sum);
        });
    Optional<Map<Locality, Integer>> shares = plan.shares(hosts);
    List<LocalityLbEndpoints> encoded = new ArrayList<>();
    groups.forEach(
        (group, endpoints) -> {
          int weight =
              shares.isPresent()
                  ? shares.get().getOrDefault(group.locality(), 0)
                  : weight(endpoints);
          if (weight > 0) {
            encoded.add(
                LocalityLbEndpoints.newBuilder()
                    .setLocality(encode(group.locality()))
                    .setLoadBalancingWeight(uint32(weight))
                    .setPriority(distances.headSet(group.distance()).size())
                    .addAllLbEndpoints(endpoints)
                    .build());
          }
        });
    return encoded;
  }

  private static int weight(List<LbEndpoint> endpoints) {
    long sum = endpoints.stream().mapToLong(e -> e.getLoadBalancingWeight().getValue()).sum();
    return Math.clamp(sum, 1, Integer.MAX_VALUE);
  }

  private static Optional<LbEndpoint> encode(EndpointQuery query, Endpoint endpoint) {
    List<Address> reachable = reachable(query, endpoint);
    if (reachable.isEmpty()) {
      return Optional.empty();
    }
    var encoded =
        io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
            .setAddress(reachable.getFirst());
    for (Address other : reachable.subList(1, reachable.size())) {
      encoded.addAdditionalAddresses(
          io.envoyproxy.envoy.config.endpoint.v3.Endpoint.AdditionalAddress.newBuilder()
              .setAddress(other));
    }
    LbEndpoint.Builder result =
        LbEndpoint.newBuilder()
            .setEndpoint(encoded)
            .setLoadBalancingWeight(uint32(endpoint.weight()))
            .setMetadata(metadata(endpoint.workload()));
    if (endpoint.health() == Endpoint.Health.DRAINING) {
      result.setHealthStatus(HealthStatus.DRAINING);
    }
    return Optional.of(result.build());
  }

  /** The preferred first. */
  private static List<Address> reachable(EndpointQuery query, Endpoint endpoint) {
    return switch (endpoint.target()) {
      case Endpoint.Target.Addresses(List<IpAddress> ips) ->
          ips.stream()
              .filter(ip -> query.families().contains(ip.family()))
              .map(ip -> Protobuf.address(ip.text(), endpoint.port()))
              .toList();
      // where nothing is resolved a name leads nowhere, and where all is, a socket
      case Endpoint.Target.Name(Hostname host) ->
          query.resolved() ? List.of(Protobuf.address(host.name(), endpoint.port())) : List.of();
      case Endpoint.Target.OnSocket(UnixSocket socket) ->
          query.resolved() ? List.of() : List.of(Protobuf.pipe(socket, 0));
    };
  }

  private static Metadata metadata(Workload workload) {
    Map<String, String> labels = workload.labels();
    String canonicalName =
        first(labels, workload.name(), Labels.CANONICAL_NAME, Labels.APP_NAME, Labels.APP);
    String canonicalRevision =
        first(labels, "latest", Labels.CANONICAL_REVISION, Labels.APP_VERSION, Labels.VERSION);
    String workloadText =
        String.join(
            ";",
            workload.name(),
            workload.namespace(),
            canonicalName,
            canonicalRevision,
            workload.cluster());
    Metadata.Builder metadata =
        Metadata.newBuilder()
            .putFilterMetadata("istio", Protobuf.struct("workload", Protobuf.string(workloadText)));
    if (workload.mutualTls()) {
      Struct mutualTls = Protobuf.struct("tlsMode", Protobuf.string(Labels.TLS_MODE_ISTIO));
      metadata.putFilterMetadata("envoy.transport_socket_match", mutualTls);
    }
    return metadata.build();
  }

  private static String first(Map<String, String> labels, String fallback, String... keys) {
    for (String key : keys) {
      String value = labels.get(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return fallback;
  }

  private static io.envoyproxy.envoy.config.core.v3.Locality encode(Locality locality) {
    return io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
        .setRegion(locality.region())
        .setZone(locality.zone())
        .setSubZone(locality.subzone())
        .build();
  }
}
