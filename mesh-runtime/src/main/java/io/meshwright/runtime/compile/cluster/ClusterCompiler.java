package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.ADS;
import static io.meshwright.runtime.compile.scope.Protobuf.address;
import static io.meshwright.runtime.compile.scope.Protobuf.duration;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.ExtraSourceAddress;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshwright.runtime.compile.endpoint.EndpointCompiler;
import io.meshwright.runtime.compile.scope.InboundPort;
import io.meshwright.runtime.compile.scope.MeshPassage;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles the clusters of a proxy (istio-features X22, G10). */
public final class ClusterCompiler {

  /** Connections to the own application come from here, so that they are not captured again. */
  private static final String SOURCE_IPV4 = "127.0.0.6";

  private static final String SOURCE_IPV6 = "::6";

  private ClusterCompiler() {}

  /** Clusters that lead to what the proxy may send to, by name. */
  public static SortedMap<String, Cluster> outbound(ProxyScope scope) {
    SortedMap<String, Cluster> clusters = new TreeMap<>();
    for (ClusterQuery query : ClusterQuery.of(scope)) {
      compile(query).ifPresent(cluster -> add(clusters, cluster));
    }
    clusters.putAll(standing(scope));
    return clusters;
  }

  /** Those of them that no query stands for. */
  public static SortedMap<String, Cluster> standing(ProxyScope scope) {
    SortedMap<String, Cluster> clusters = new TreeMap<>();
    MeshPassage.of(scope).forEach(passage -> add(clusters, passage(scope, passage)));
    add(
        clusters,
        base(scope.settings(), ClusterName.BLACK_HOLE)
            .setType(Cluster.DiscoveryType.STATIC)
            .build());
    if (!scope.proxy().router()) {
      add(clusters, passthrough(scope.settings(), ClusterName.PASSTHROUGH).build());
    }
    return clusters;
  }

  /** Clusters that lead to the proxy's own application, by name; none of a router. */
  public static SortedMap<String, Cluster> inbound(ProxyScope scope) {
    SortedMap<String, Cluster> clusters = new TreeMap<>();
    if (!scope.proxy().router()) {
      for (InboundPort port : InboundPort.of(scope)) {
        add(clusters, inbound(scope, port));
      }
      add(
          clusters,
          passthrough(scope.settings(), ClusterName.INBOUND_PASSTHROUGH)
              .setUpstreamBindConfig(ownSource(scope))
              .build());
    }
    return clusters;
  }

  /** Empty for a name that nothing resolves to: Envoy refuses such a cluster. */
  public static Optional<Cluster> compile(ClusterQuery query) {
    MeshSettings settings = query.settings();
    TrafficPolicy.Blocks blocks = query.blocks();
    Cluster.Builder cluster =
        base(settings, query.name().toString()).setMetadata(services(query.service()));
    if (query.dialled()) {
      cluster
          .setType(Cluster.DiscoveryType.ORIGINAL_DST)
          .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED);
    } else {
      if (query.endpoints().isPresent()) {
        ClusterLoadAssignment endpoints = EndpointCompiler.compile(query.endpoints().get());
        if (endpoints.getEndpointsCount() == 0) {
          return Optional.empty();
        }
        NameResolution.apply(cluster, query, query.endpoints().get().families(), endpoints);
      } else {
        discovered(cluster);
      }
      BalancingCompiler.apply(
          cluster, blocks.loadBalancing(), settings.meshConfig().traffic().locality());
    }
    PoolCompiler.apply(cluster, blocks.connectionPool());
    PoolCompiler.apply(cluster, blocks.retryBudget());
    PoolCompiler.apply(cluster, blocks.outlierDetection());
    UpstreamProtocol.outbound(
            query.port().protocol(),
            blocks.connectionPool(),
            settings.meshConfig().upgradeToHttp2())
        .applyTo(cluster);
    UpstreamSecurity.apply(cluster, query);
    ProxyHeaderCompiler.apply(cluster, blocks.proxyHeader());
    return Optional.of(cluster.build());
  }

  /** Leads to endpoints that end mutual TLS themselves. */
  private static Cluster passage(ProxyScope scope, MeshPassage passage) {
    TrafficPolicy.Blocks blocks = passage.policy(scope);
    Cluster.Builder cluster =
        base(scope.settings(), passage.name().sni()).setMetadata(services(passage.service()));
    discovered(cluster);
    BalancingCompiler.apply(
        cluster, blocks.loadBalancing(), scope.settings().meshConfig().traffic().locality());
    PoolCompiler.apply(cluster, blocks.connectionPool());
    PoolCompiler.apply(cluster, blocks.outlierDetection());
    return cluster.build();
  }

  private static void discovered(Cluster.Builder cluster) {
    cluster
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(
            Cluster.EdsClusterConfig.newBuilder()
                .setEdsConfig(ADS)
                .setServiceName(cluster.getName()));
  }

  private static Cluster inbound(ProxyScope scope, InboundPort port) {
    // where HTTP/2 is not declared the application gets HTTP/1.1, also of a client that upgraded
    Cluster.Builder cluster =
        (port.address().isPresent()
                ? fixed(scope, port, port.address().get())
                : dialled(scope.settings(), port.cluster().toString()))
            .setMetadata(services(port.service()));
    if (!port.local()) {
      cluster.setUpstreamBindConfig(ownSource(scope));
    }
    PoolCompiler.apply(cluster, port.pool());
    UpstreamProtocol.inbound(port.protocol()).applyTo(cluster);
    return cluster.build();
  }

  /** Leads to where the application serves, whatever the client dialled. */
  private static Cluster.Builder fixed(ProxyScope scope, InboundPort port, Address address) {
    String name = port.cluster().toString();
    return base(scope.settings(), name)
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder().setAddress(address)))));
  }

  /** Leads to whatever the client dialled. */
  private static Cluster.Builder dialled(MeshSettings settings, String name) {
    return base(settings, name)
        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED);
  }

  private static Cluster.Builder passthrough(MeshSettings settings, String name) {
    Cluster.Builder cluster = dialled(settings, name);
    UpstreamProtocol.AS_CLIENT.applyTo(cluster);
    return cluster;
  }

  private static Cluster.Builder base(MeshSettings settings, String name) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(name)
            .setConnectTimeout(duration(settings.meshConfig().connectTimeout()));
    PoolCompiler.apply(cluster, io.meshwright.runtime.model.traffic.ConnectionPool.DEFAULT);
    PoolCompiler.apply(cluster, settings.meshConfig().traffic().keepalive());
    return cluster;
  }

  private static BindConfig ownSource(ProxyScope scope) {
    boolean v4 = scope.speaks(IpAddress.Family.IPV4);
    BindConfig.Builder source =
        BindConfig.newBuilder()
            .setSourceAddress(address(v4 ? SOURCE_IPV4 : SOURCE_IPV6, 0).getSocketAddress());
    if (v4 && scope.speaks(IpAddress.Family.IPV6)) {
      source.addExtraSourceAddresses(
          ExtraSourceAddress.newBuilder().setAddress(address(SOURCE_IPV6, 0).getSocketAddress()));
    }
    return source.build();
  }

  /** Names the service for telemetry. */
  private static Metadata services(Service service) {
    Value entry =
        Value.newBuilder()
            .setStructValue(
                Struct.newBuilder()
                    .putFields("host", Protobuf.string(service.host().name()))
                    .putFields("name", Protobuf.string(service.name()))
                    .putFields("namespace", Protobuf.string(service.key().namespace())))
            .build();
    Value list = Value.newBuilder().setListValue(ListValue.newBuilder().addValues(entry)).build();
    return Metadata.newBuilder()
        .putFilterMetadata("istio", Protobuf.struct("services", list))
        .build();
  }

  private static void add(SortedMap<String, Cluster> clusters, Cluster cluster) {
    clusters.putIfAbsent(cluster.getName(), cluster);
  }
}
