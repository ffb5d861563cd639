package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.MaxStreamDuration;
import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.meshwright.proxy.snapshot.CircuitLimits;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.HashPolicy;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.RouteAction.Forward;
import io.meshwright.proxy.snapshot.RouteAction.Mirror;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.RouteTimes;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RouteActionParserTest {
  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private Forward forward(RouteAction.Builder action) throws ConfigException {
    return forwardTo(action.setCluster("up"));
  }

  private Forward forwardTo(RouteAction.Builder action) throws ConfigException {
    RouteConfiguration routes = Resources.routes("it", "up").build();
    VirtualHost host = routes.getVirtualHosts(0);
    Route route = host.getRoutes(0).toBuilder().setRoute(action).build();
    var parsed =
        (ParsedResource.OfRoutes)
            parser.parse(
                XdsType.ROUTE,
                "it",
                routes.toBuilder()
                    .setVirtualHosts(0, host.toBuilder().setRoutes(0, route))
                    .build()
                    .toByteString());
    return (Forward) parsed.routes().virtualHosts().getFirst().routes().getFirst().action();
  }

  private List<String> refused(RouteAction.Builder action) {
    ConfigException thrown =
        Objects.requireNonNull(catchThrowableOfType(ConfigException.class, () -> forward(action)));
    return thrown.errors().stream().map(ConfigError::fieldPath).toList();
  }

  @Test
  void aMirrorWithoutAShareGetsEverythingUnderAHostOfItsOwn() throws Exception {
    assertThat(
            forward(
                    RouteAction.newBuilder()
                        .addRequestMirrorPolicies(
                            RequestMirrorPolicy.newBuilder().setCluster("copy")))
                .mirrors())
        .containsExactly(new Mirror("copy", Fraction.ALL, true));
  }

  @Test
  void hashPoliciesKeepTheirOrder() throws Exception {
    var policies =
        forward(
                RouteAction.newBuilder()
                    .addHashPolicy(
                        RouteAction.HashPolicy.newBuilder()
                            .setHeader(
                                RouteAction.HashPolicy.Header.newBuilder().setHeaderName("X-User"))
                            .setTerminal(true))
                    .addHashPolicy(
                        RouteAction.HashPolicy.newBuilder()
                            .setConnectionProperties(
                                RouteAction.HashPolicy.ConnectionProperties.newBuilder()
                                    .setSourceIp(true))))
            .hashing();
    assertThat(policies)
        .containsExactly(
            new HashPolicy(new HashPolicy.Key.Header("x-user", null), true),
            new HashPolicy(new HashPolicy.Key.SourceAddress(), false));
  }

  @Test
  void aHashOfFilterStateIsNamedByPath() {
    assertThat(
            refused(
                RouteAction.newBuilder()
                    .addHashPolicy(
                        RouteAction.HashPolicy.newBuilder()
                            .setFilterState(
                                RouteAction.HashPolicy.FilterState.newBuilder().setKey("k")))))
        .contains("virtual_hosts[0].routes[0].route.hash_policy[0].filter_state");
  }

  @Test
  void aStreamLimitIsReadApartFromTheTimeout() throws Exception {
    RouteTimes times =
        forward(
                RouteAction.newBuilder()
                    .setMaxStreamDuration(
                        MaxStreamDuration.newBuilder()
                            .setMaxStreamDuration(Duration.newBuilder().setSeconds(3))))
            .times();
    assertThat(times.total()).isEqualTo(RouteTimes.DEFAULT_TOTAL);
    assertThat(times.stream())
        .isEqualTo(
            new RouteTimes.StreamLimit(
                java.time.Duration.ofSeconds(3), null, java.time.Duration.ZERO));
  }

  @Test
  void retriesMayWaitForAsLongAsAHeaderSays() throws Exception {
    var retry =
        Objects.requireNonNull(
            forward(
                    RouteAction.newBuilder()
                        .setRetryPolicy(
                            RetryPolicy.newBuilder()
                                .setRetryOn("5xx")
                                .setRateLimitedRetryBackOff(
                                    RetryPolicy.RateLimitedRetryBackOff.newBuilder()
                                        .addResetHeaders(
                                            RetryPolicy.ResetHeader.newBuilder()
                                                .setName("retry-after")))))
                .retry());
    assertThat(retry.backoff().byHeaders())
        .containsExactly(
            new io.meshwright.proxy.snapshot.RetryPolicy.ResetHeader("retry-after", false));
    assertThat(retry.backoff().byHeaderMaximum()).isEqualTo(java.time.Duration.ofMinutes(5));
  }

  @Test
  void aRetryBudgetHasEnvoysDefaults() throws Exception {
    Cluster cluster =
        Cluster.newBuilder()
            .setName("it")
            .setCircuitBreakers(
                CircuitBreakers.newBuilder()
                    .addThresholds(
                        Thresholds.newBuilder()
                            .setMaxRetries(UInt32Value.of(9))
                            .setRetryBudget(Thresholds.RetryBudget.getDefaultInstance())))
            .build();
    var parsed =
        (ParsedResource.OfCluster) parser.parse(XdsType.CLUSTER, "it", cluster.toByteString());
    assertThat(parsed.cluster().limits().retryBudget())
        .isEqualTo(new CircuitLimits.RetryBudget(20, 3));
  }

  @Test
  void aConnectEndsHereOnlyWhereTheRouteSaysSo() throws Exception {
    var passedOn = RouteAction.UpgradeConfig.newBuilder().setUpgradeType("CONNECT");
    var ended =
        passedOn.clone().setConnectConfig(RouteAction.UpgradeConfig.ConnectConfig.newBuilder());
    assertThat(
            forward(RouteAction.newBuilder().addUpgradeConfigs(passedOn).addUpgradeConfigs(ended))
                .upgrades())
        .containsExactly(
            new HttpConnectionManager.Upgrade("CONNECT", true, false),
            new HttpConnectionManager.Upgrade("CONNECT", true, true));
  }

  @Test
  void aPostIsNoTunnel() {
    assertThat(
            refused(
                RouteAction.newBuilder()
                    .addUpgradeConfigs(
                        RouteAction.UpgradeConfig.newBuilder()
                            .setUpgradeType("CONNECT")
                            .setConnectConfig(
                                RouteAction.UpgradeConfig.ConnectConfig.newBuilder()
                                    .setAllowPost(true)))))
        .containsExactly(
            "virtual_hosts[0].routes[0].route.upgrade_configs[0].connect_config.allow_post");
  }

  @Test
  void aWeightedClustersLabelsStandBeforeTheRoutes() throws Exception {
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setMetadataMatch(labels(Map.of("version", "1", "stage", "prod")))
            .setWeightedClusters(
                WeightedCluster.newBuilder()
                    .addClusters(
                        WeightedCluster.ClusterWeight.newBuilder()
                            .setName("up")
                            .setWeight(UInt32Value.of(1))
                            .setMetadataMatch(labels(Map.of("version", "2")))));

    assertThat(forwardTo(action).target())
        .isInstanceOfSatisfying(
            ClusterTarget.Weighted.class,
            target ->
                assertThat(target.clusters().getFirst().subset().values())
                    .containsOnly(Map.entry("version", "\"2\""), Map.entry("stage", "\"prod\"")));
  }

  private static Metadata labels(Map<String, String> values) {
    Struct.Builder labels = Struct.newBuilder();
    values.forEach(
        (name, value) -> labels.putFields(name, Value.newBuilder().setStringValue(value).build()));
    return Metadata.newBuilder().putFilterMetadata("envoy.lb", labels.build()).build();
  }
}
