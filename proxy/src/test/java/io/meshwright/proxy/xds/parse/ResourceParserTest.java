package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.ExtraSourceAddress;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint.AdditionalAddress;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ResourceParserTest {
  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private ParsedResource parse(XdsType type, MessageLite message) throws ConfigException {
    return parser.parse(type, "it", message.toByteString());
  }

  private List<ConfigError> errors(XdsType type, MessageLite message) {
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(ConfigException.class, () -> parse(type, message)));
    return thrown.errors();
  }

  private static RouteConfiguration routeTo(RouteMatch match, RouteAction action) {
    return RouteConfiguration.newBuilder()
        .setName("it")
        .addVirtualHosts(
            VirtualHost.newBuilder()
                .addDomains("Reviews.Shop")
                .addRoutes(Route.newBuilder().setMatch(match).setRoute(action)))
        .build();
  }

  @Test
  void unsetFieldsHaveEnvoysDefaults() throws Exception {
    var parsed =
        (ParsedResource.OfCluster)
            parse(XdsType.CLUSTER, Cluster.newBuilder().setName("it").build());
    assertThat(parsed.cluster().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(parsed.cluster().limits().requests()).isEqualTo(1024);
    assertThat(parsed.cluster().loadBalancing().policy())
        .isEqualTo(new LoadBalancing.Policy.RoundRobin(null));
    assertThat(parsed.cluster().loadBalancing().panicThresholdPercent()).isEqualTo(50);
  }

  private static Cluster named(Cluster.DiscoveryType type, int names) {
    LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder();
    for (int i = 0; i < names; i++) {
      locality.addLbEndpoints(
          LbEndpoint.newBuilder()
              .setEndpoint(
                  io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                      .setAddress(Resources.address("name" + i, 80))));
    }
    return Cluster.newBuilder()
        .setName("it")
        .setType(type)
        .setLoadAssignment(ClusterLoadAssignment.newBuilder().addEndpoints(locality))
        .build();
  }

  @Test
  void namesStandOnlyInClustersThatResolveThem() throws Exception {
    var parsed =
        (ParsedResource.OfCluster)
            parse(XdsType.CLUSTER, named(Cluster.DiscoveryType.STRICT_DNS, 2));
    Duration five = Duration.ofSeconds(5);
    assertThat(parsed.cluster().discovery())
        .isEqualTo(
            new Discovery.Dns(
                false,
                io.meshwright.proxy.snapshot.Cluster.LookupFamily.AUTO,
                five,
                false,
                five,
                five));
    assertThat(errors(XdsType.CLUSTER, named(Cluster.DiscoveryType.STATIC, 1)))
        .extracting(ConfigError::message)
        .containsExactly(
            "Cluster it: load_assignment: found name0:80, expected an IP address, or one of the DNS"
                + " types");
    assertThat(errors(XdsType.CLUSTER, named(Cluster.DiscoveryType.LOGICAL_DNS, 2)))
        .extracting(ConfigError::message)
        .containsExactly(
            "Cluster it: load_assignment: found 2 endpoints, expected one endpoint, with the type"
                + " LOGICAL_DNS");
  }

  @Test
  void aHealthCheckNeedsItsTimesAndThresholds() throws Exception {
    HealthCheck.Builder check =
        HealthCheck.newBuilder()
            .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(1))
            .setInterval(com.google.protobuf.Duration.newBuilder().setSeconds(2))
            .setUnhealthyThreshold(UInt32Value.of(3))
            .setHealthyThreshold(UInt32Value.of(1))
            .setHttpHealthCheck(HealthCheck.HttpHealthCheck.newBuilder().setPath("/health"));
    var parsed =
        (ParsedResource.OfCluster)
            parse(
                XdsType.CLUSTER, Cluster.newBuilder().setName("it").addHealthChecks(check).build());
    assertThat(parsed.cluster().healthCheck())
        .satisfies(
            made -> {
              assertThat(made.unhealthyThreshold()).isEqualTo(3);
              assertThat(made.timing().unhealthyInterval()).isEqualTo(Duration.ofSeconds(2));
            });
    assertThat(
            errors(
                XdsType.CLUSTER,
                Cluster.newBuilder()
                    .setName("it")
                    .addHealthChecks(check.clone().clearHealthyThreshold())
                    .build()))
        .extracting(ConfigError::fieldPath)
        .containsExactly("health_checks[0].healthy_threshold");
  }

  @Test
  void hostsAndSourcesMayHaveAddressesOfBothFamilies() throws Exception {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName("it")
            .setUpstreamBindConfig(
                BindConfig.newBuilder()
                    .setSourceAddress(Resources.address("127.0.0.6", 0).getSocketAddress())
                    .addExtraSourceAddresses(
                        ExtraSourceAddress.newBuilder()
                            .setAddress(Resources.address("::6", 0).getSocketAddress())))
            .setLoadAssignment(
                ClusterLoadAssignment.newBuilder()
                    .addEndpoints(
                        LocalityLbEndpoints.newBuilder()
                            .addLbEndpoints(
                                LbEndpoint.newBuilder()
                                    .setEndpoint(
                                        io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                                            .setAddress(Resources.address("10.0.0.1", 80))
                                            .addAdditionalAddresses(
                                                AdditionalAddress.newBuilder()
                                                    .setAddress(
                                                        Resources.address("fd00::1", 80)))))));

    var parsed = (ParsedResource.OfCluster) parse(XdsType.CLUSTER, cluster.build());

    assertThat(parsed.cluster().sourceAddresses())
        .containsExactly(InetAddress.ofLiteral("127.0.0.6"), InetAddress.ofLiteral("::6"));
    assertThat(parsed.inlineEndpoints().localities().getFirst().endpoints().getFirst())
        .extracting(Endpoint::additionalAddresses)
        .isEqualTo(List.of(new Address.Ip(InetAddress.ofLiteral("fd00::1"), 80)));
  }

  @Test
  void listenerHasItsFiltersInOrder() throws Exception {
    var parsed =
        (ParsedResource.OfListener)
            parse(
                XdsType.LISTENER,
                Resources.listener("it", Resources.manager("80").build()).build());
    assertThat(parsed.listener().filterChains().getFirst().filters().getFirst())
        .isInstanceOfSatisfying(
            HttpConnectionManager.class,
            manager ->
                assertThat(manager.routes())
                    .isEqualTo(new HttpConnectionManager.RouteSource.Discovered("80")));
  }

  @Test
  void fieldSetButUnsupportedIsNamedByPath() {
    var manager = Resources.manager("80").setVia("me").setStripTrailingHostDot(true).build();
    assertThat(errors(XdsType.LISTENER, Resources.listener("it", manager).build()))
        .extracting(ConfigError::fieldPath)
        .containsExactly(
            "filter_chains[0].filters[0].typed_config.via",
            "filter_chains[0].filters[0].typed_config.strip_trailing_host_dot");
  }

  @Test
  void unknownFieldIsNamedByNumber() {
    ByteString unknown = ByteString.copyFrom(new byte[] {(byte) 0xB8, 0x3E, 1});
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(
                ConfigException.class, () -> parser.parse(XdsType.CLUSTER, "it", unknown)));
    assertThat(thrown.errors())
        .containsExactly(
            new ConfigError(
                "Cluster it",
                "field 999",
                "an unknown field",
                "no value: the field is not supported"));
  }

  @Test
  void unknownFilterIsNamedByItsTypeUrl() {
    var manager =
        Resources.manager("80")
            .addHttpFilters(
                0,
                HttpFilter.newBuilder()
                    .setName("lua")
                    .setTypedConfig(Any.newBuilder().setTypeUrl("type.googleapis.com/x.Lua")))
            .build();
    assertThat(errors(XdsType.LISTENER, Resources.listener("it", manager).build()))
        .first()
        .satisfies(
            error -> {
              assertThat(error.fieldPath())
                  .isEqualTo(
                      "filter_chains[0].filters[0].typed_config.http_filters[0].typed_config");
              assertThat(error.found()).isEqualTo("type.googleapis.com/x.Lua");
            });
  }

  @Test
  void malformedBytesAreAnError() {
    ByteString cut = ByteString.copyFrom(new byte[] {0x0A, 0x7F});
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> parser.parse(XdsType.CLUSTER, "it", cut)))
        .isNotNull();
  }

  @Test
  void weightsAreUnsignedAndSummed() throws Exception {
    WeightedCluster.Builder weights = WeightedCluster.newBuilder();
    weights.addClusters(
        WeightedCluster.ClusterWeight.newBuilder().setName("v1").setWeight(UInt32Value.of(90)));
    weights.addClusters(
        WeightedCluster.ClusterWeight.newBuilder().setName("v2").setWeight(UInt32Value.of(-1)));
    var parsed =
        (ParsedResource.OfRoutes)
            parse(
                XdsType.ROUTE,
                routeTo(
                    RouteMatch.newBuilder().setPrefix("/").build(),
                    RouteAction.newBuilder().setWeightedClusters(weights).build()));
    var forward =
        (io.meshwright.proxy.snapshot.RouteAction.Forward)
            parsed.routes().virtualHosts().getFirst().routes().getFirst().action();
    assertThat(((ClusterTarget.Weighted) forward.target()).totalWeight())
        .isEqualTo(90 + 0xffff_ffffL);
    assertThat(parsed.routes().virtualHosts().getFirst().domains()).containsExactly("reviews.shop");
  }

  @Test
  void malformedExpressionIsNamedByPath() {
    RouteMatch match =
        RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex("(")).build();
    assertThat(
            errors(XdsType.ROUTE, routeTo(match, RouteAction.newBuilder().setCluster("a").build())))
        .extracting(ConfigError::fieldPath)
        .containsExactly("virtual_hosts[0].routes[0].match.safe_regex.regex");
  }

  @Test
  void tablesHaveEnvoysSizesUnlessConfigured() throws Exception {
    assertThat(policy(Cluster.newBuilder().setLbPolicy(Cluster.LbPolicy.MAGLEV)))
        .isEqualTo(new LoadBalancing.Policy.Maglev(65_537));
    assertThat(policy(Cluster.newBuilder().setLbPolicy(Cluster.LbPolicy.RING_HASH)))
        .isEqualTo(new LoadBalancing.Policy.RingHash(1024, 8 << 20));
    assertThat(
            policy(
                Cluster.newBuilder()
                    .setLbPolicy(Cluster.LbPolicy.RING_HASH)
                    .setRingHashLbConfig(
                        Cluster.RingHashLbConfig.newBuilder()
                            .setMinimumRingSize(UInt64Value.of(16)))))
        .isEqualTo(new LoadBalancing.Policy.RingHash(16, 8 << 20));
  }

  private LoadBalancing.Policy policy(Cluster.Builder cluster) throws ConfigException {
    return ((ParsedResource.OfCluster) parse(XdsType.CLUSTER, cluster.setName("it").build()))
        .cluster()
        .loadBalancing()
        .policy();
  }

  @Test
  void aTableSizeThatIsNoPrimeIsNamedByPath() {
    Cluster cluster =
        Cluster.newBuilder()
            .setName("it")
            .setLbPolicy(Cluster.LbPolicy.MAGLEV)
            .setMaglevLbConfig(
                Cluster.MaglevLbConfig.newBuilder().setTableSize(UInt64Value.of(65_536)))
            .build();
    assertThat(errors(XdsType.CLUSTER, cluster))
        .containsExactly(
            new ConfigError(
                "Cluster it",
                "maglev_lb_config.table_size",
                "65536",
                "a prime number up to 5000011"));
  }
}
