package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.GrpcMethodList;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.ratelimit.v3.RateLimitServiceConfig;
import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RateLimit;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.FaultPolicy;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.proxy.snapshot.GrpcMethods;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FilterParserTest {
  private static final String FILTERS = "envoy.extensions.filters.http.";
  private static final String AT =
      "filter_chains[0].filters[0].typed_config.http_filters[0].typed_config.";

  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private ParsedResource parse(XdsType type, MessageLite message) throws ConfigException {
    return parser.parse(type, "it", message.toByteString());
  }

  private static MessageLite listener(String type, MessageLite filter) {
    return Resources.listener(
            "it",
            Resources.manager("80")
                .addHttpFilters(
                    0,
                    HttpFilter.newBuilder()
                        .setName("it")
                        .setTypedConfig(Resources.any(FILTERS + type, filter)))
                .build())
        .build();
  }

  private HttpFilterConfig filter(String type, MessageLite filter) throws ConfigException {
    var parsed = (ParsedResource.OfListener) parse(XdsType.LISTENER, listener(type, filter));
    return ((HttpConnectionManager)
            parsed.listener().filterChains().getFirst().filters().getFirst())
        .filters()
        .getFirst()
        .config();
  }

  private List<String> refused(String type, MessageLite filter) {
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(
                ConfigException.class, () -> parse(XdsType.LISTENER, listener(type, filter))));
    return thrown.errors().stream().map(ConfigError::fieldPath).toList();
  }

  private FilterOverrides overrides(MessageLite settings, String type) throws ConfigException {
    RouteConfiguration routes = Resources.routes("it", "up").build();
    VirtualHost host = routes.getVirtualHosts(0);
    Route route =
        host.getRoutes(0).toBuilder()
            .putTypedPerFilterConfig("it", Resources.any(type, settings))
            .build();
    var parsed =
        (ParsedResource.OfRoutes)
            parse(
                XdsType.ROUTE,
                routes.toBuilder()
                    .setVirtualHosts(0, host.toBuilder().setRoutes(0, route))
                    .build());
    return parsed.routes().virtualHosts().getFirst().routes().getFirst().filters();
  }

  @Test
  void anUnsetShareOfFaultsIsNone() throws Exception {
    var fault =
        (HttpFilterConfig.Fault)
            filter(
                "fault.v3.HTTPFault",
                HTTPFault.newBuilder()
                    .setAbort(FaultAbort.newBuilder().setHttpStatus(500))
                    .build());
    assertThat(fault.policy().abort())
        .isEqualTo(new FaultPolicy.Abort(new FaultPolicy.Status.Http(500), new Fraction(0, 100)));
  }

  @Test
  void aLocalRateLimitWithoutSharesLimitsNothing() throws Exception {
    var limited =
        (HttpFilterConfig.LocalRateLimited)
            filter(
                "local_ratelimit.v3.LocalRateLimit",
                LocalRateLimit.newBuilder().setStatPrefix("it").build());
    assertThat(limited.limit().enabled()).isEqualTo(Fraction.NONE);
    assertThat(limited.limit().status()).isEqualTo(429);
  }

  @Test
  void aRateLimitAsksOnlyForALittleWhile() throws Exception {
    var limited = (HttpFilterConfig.RateLimited) filter("ratelimit.v3.RateLimit", rateLimit());
    assertThat(limited.limit().service())
        .isEqualTo(new GrpcTarget("limits", "limits", Duration.ofMillis(20), List.of()));
    assertThat(limited.limit().failure().deny()).isFalse();
    assertThat(limited.limit().refusal().status()).isEqualTo(429);
  }

  @Test
  void whatARateLimitCannotCountIsNamedByPath() {
    assertThat(
            refused(
                "ratelimit.v3.RateLimit",
                rateLimit().toBuilder().setRequestType("internal").build()))
        .containsExactly(AT + "request_type");
    assertThat(
            refused(
                "local_ratelimit.v3.LocalRateLimit",
                LocalRateLimit.newBuilder()
                    .setStatPrefix("it")
                    .addRateLimits(
                        RateLimit.newBuilder()
                            .addActions(
                                RateLimit.Action.newBuilder()
                                    .setMetadata(
                                        RateLimit.Action.MetaData.newBuilder()
                                            .setSource(
                                                RateLimit.Action.MetaData.Source.ROUTE_ENTRY))))
                    .build()))
        .containsExactly(AT + "rate_limits[0].actions[0].metadata.source");
    assertThat(
            refused(
                "local_ratelimit.v3.LocalRateLimit",
                LocalRateLimit.newBuilder()
                    .setStatPrefix("it")
                    .addRateLimits(RateLimit.newBuilder().setApplyOnStreamDone(true))
                    .build()))
        .contains(AT + "rate_limits[0].apply_on_stream_done");
  }

  private static io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit rateLimit() {
    return io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit.newBuilder()
        .setDomain("shop")
        .setRateLimitService(
            RateLimitServiceConfig.newBuilder()
                .setGrpcService(
                    GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName("limits"))))
        .build();
  }

  @Test
  void conditionsThatCannotBeJudgedAreNamedByPath() {
    Policy policy =
        Policy.newBuilder()
            .addPermissions(Permission.newBuilder().setAny(true))
            .addPrincipals(
                Principal.newBuilder()
                    .setFilterState(FilterStateMatcher.newBuilder().setKey("peer")))
            .build();
    RBAC rbac =
        RBAC.newBuilder()
            .setRules(io.envoyproxy.envoy.config.rbac.v3.RBAC.newBuilder().putPolicies("p", policy))
            .build();
    assertThat(refused("rbac.v3.RBAC", rbac))
        .contains(AT + "rules.policies[\"p\"].principals[0].filter_state");
  }

  @Test
  void metadataOfRoutesIsRefusedWhereThatOfRequestsIsNot() {
    SourcedMetadata.Builder issuer =
        SourcedMetadata.newBuilder()
            .setMetadataMatcher(
                MetadataMatcher.newBuilder()
                    .setFilter("jwt")
                    .addPath(MetadataMatcher.PathSegment.newBuilder().setKey("iss"))
                    .setValue(ValueMatcher.newBuilder().setPresentMatch(true)));
    Policy policy =
        Policy.newBuilder()
            .addPermissions(Permission.newBuilder().setSourcedMetadata(issuer))
            .addPrincipals(
                Principal.newBuilder()
                    .setSourcedMetadata(issuer.setMetadataSource(MetadataSource.ROUTE)))
            .build();
    RBAC rbac =
        RBAC.newBuilder()
            .setRules(io.envoyproxy.envoy.config.rbac.v3.RBAC.newBuilder().putPolicies("p", policy))
            .build();
    assertThat(refused("rbac.v3.RBAC", rbac))
        .containsExactly(
            AT + "rules.policies[\"p\"].principals[0].sourced_metadata.metadata_source");
  }

  @Test
  void whatExternalAuthorizationCannotDoIsNamedByPath() {
    assertThat(
            refused(
                "ext_authz.v3.ExtAuthz", ExtAuthz.newBuilder().setClearRouteCache(true).build()))
        .contains(AT + "clear_route_cache");
  }

  @Test
  void anAuthorizationServiceOfGrpcHasEnvoysTimeoutAndItsClusterAsAuthority() throws Exception {
    var authorization =
        (HttpFilterConfig.ExtAuthz)
            filter(
                "ext_authz.v3.ExtAuthz",
                ExtAuthz.newBuilder().setGrpcService(grpcService()).build());
    ExternalAuthorization.Service.Grpc service =
        (ExternalAuthorization.Service.Grpc) authorization.authorization().service();
    assertThat(service.target())
        .isEqualTo(new GrpcTarget("authz", "authz", Duration.ofMillis(200), List.of()));
  }

  @Test
  void aRouteAddsContextToQuestions() throws Exception {
    CheckSettings settings =
        CheckSettings.newBuilder()
            .putContextExtensions("tenant", "a")
            .setDisableRequestBodyBuffering(true)
            .build();
    assertThat(
            overrides(
                ExtAuthzPerRoute.newBuilder().setCheckSettings(settings).build(),
                FILTERS + "ext_authz.v3.ExtAuthzPerRoute"))
        .isEqualTo(
            new FilterOverrides(
                Map.of(
                    "it",
                    new Change.Settings(
                        new ExternalAuthorization.OnRoute(Map.of("tenant", "a"), true, null)))));
  }

  private static GrpcService grpcService() {
    return GrpcService.newBuilder()
        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName("authz"))
        .build();
  }

  @Test
  void routesSwitchFiltersOffInEitherForm() throws Exception {
    FilterOverrides off = new FilterOverrides(Map.of("it", new Change.Disabled()));
    assertThat(
            overrides(
                FilterConfig.newBuilder().setDisabled(true).build(),
                "envoy.config.route.v3.FilterConfig"))
        .isEqualTo(off);
    assertThat(
            overrides(
                BufferPerRoute.newBuilder().setDisabled(true).build(),
                FILTERS + "buffer.v3.BufferPerRoute"))
        .isEqualTo(off);
  }

  @Test
  void noMethodOfGrpcIsCountedApartUnlessListed() throws Exception {
    assertThat(filter("grpc_stats.v3.FilterConfig", grpcStats().build()))
        .isEqualTo(new HttpFilterConfig.GrpcStats(new GrpcMethods.Listed(Map.of()), false, false));
    var listed =
        grpcStats()
            .setIndividualMethodStatsAllowlist(
                GrpcMethodList.newBuilder()
                    .addServices(
                        GrpcMethodList.Service.newBuilder()
                            .setName("shop.Cart")
                            .addMethodNames("Add")))
            .build();
    assertThat(filter("grpc_stats.v3.FilterConfig", listed))
        .isEqualTo(
            new HttpFilterConfig.GrpcStats(
                new GrpcMethods.Listed(Map.of("shop.Cart", Set.of("Add"))), false, false));
  }

  @Test
  void filterStateOfGrpcIsRefused() {
    assertThat(refused("grpc_stats.v3.FilterConfig", grpcStats().setEmitFilterState(true).build()))
        .containsExactly(AT + "emit_filter_state");
  }

  private static io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.Builder
      grpcStats() {
    return io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.newBuilder();
  }
}
