package io.meshwright.runtime.compile.endpoint;

import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.meshwright.crd.naming.Labels;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.UnixSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles the load assignment of a cluster (istio-features X23). */
public final class EndpointCompiler {
  private EndpointCompiler() {}

  /**
   * The assignment of a cluster; without endpoints if the service, port or subset is unknown, so
   * that a client that asks never waits.
   */
  public static ClusterLoadAssignment compile(ProxyScope scope, String clusterName) {
    return compile(EndpointQuery.of(scope, scope.siblings(), clusterName));
  }

  /** The assignment that a query asks for. */
  public static ClusterLoadAssignment compile(EndpointQuery query) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(query.cluster());
    PlacedEndpoints placed = new PlacedEndpoints(query.plan());
    for (Endpoint endpoint : query.endpoints()) {
      if (endpoint.servicePort() == query.port()
          && endpoint.health() != Endpoint.Health.NOT_READY
          && (endpoint.workload().mutualTls() || !query.onlyMutualTls())
          && (query.onlyCluster().isEmpty()
              || endpoint.workload().cluster().equals(query.onlyCluster()))
          && endpoint.workload().labels().entrySet().containsAll(query.labels().entrySet())) {
        encode(query, endpoint).ifPresent(encoded -> placed.add(endpoint, encoded));
      }
    }
    return assignment.addAllEndpoints(placed.encode()).build();
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
}
