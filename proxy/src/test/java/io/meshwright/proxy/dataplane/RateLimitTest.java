package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.meshwright.proxy.snapshot.GlobalRateLimit;
import io.meshwright.proxy.snapshot.GlobalRateLimit.Failure;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.HeaderMatcher;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.QueryParameterMatcher;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.snapshot.RateLimitDescriptor.Entry;
import io.meshwright.proxy.snapshot.RateLimitRule;
import io.meshwright.proxy.snapshot.RateLimitRule.Action;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.GrpcService;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rate limits by descriptors: of the whole mesh, with grpc-java as the service, and local ones. */
final class RateLimitTest {
  private static final String LISTENER = "http";
  private static final Failure ALLOW = new Failure(false, 500);
  private static final RateLimitRules.Choice RULES =
      new RateLimitRules.Choice(0, RateLimitRules.OfHost.OVERRIDDEN, List.of());
  private static final TokenBucketConfig ONE =
      new TokenBucketConfig(1, 1, java.time.Duration.ofHours(1));
  private static final TokenBucketConfig MANY =
      new TokenBucketConfig(1000, 1, java.time.Duration.ofHours(1));

  private static GrpcService<RateLimitRequest> service(
      Function<RateLimitRequest, @Nullable RateLimitResponse> script) {
    return GrpcService.serve(
        "envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit",
        RateLimitRequest.getDefaultInstance(),
        RateLimitResponse.getDefaultInstance(),
        script);
  }

  private static RateLimitResponse.Builder saying(Code code) {
    return RateLimitResponse.newBuilder().setOverallCode(code);
  }

  private static GlobalRateLimit limit(Failure failure) {
    return new GlobalRateLimit(
        "shop",
        RULES,
        new GrpcTarget("limits", "limits.test", java.time.Duration.ofSeconds(20), List.of()),
        new GlobalRateLimit.Refusal(429, true, false, List.of()),
        failure,
        true,
        new GlobalRateLimit.Share(Fraction.ALL, Fraction.ALL));
  }

  private static Route counted(Action... actions) {
    return Gen.withRateLimits(
        Gen.route("up"),
        new RateLimitRules(List.of(new RateLimitRule(0, List.of(actions))), false));
  }

  private static ProxyUnderTest proxy(Upstream upstream, HttpFilterConfig filter, Route route) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.listener(LISTENER, Gen.http(List.of(HttpFilter.of("limit", filter)), route)));
  }

  private static ProxyUnderTest proxy(
      Upstream upstream, GrpcService<?> service, Failure failure, Route route) {
    return proxy(upstream, new HttpFilterConfig.RateLimited(limit(failure)), route)
        .with(ChangedCluster.speaking(Gen.cluster("limits", service.address()), Gen.HTTP_2))
        .serve();
  }

  @Test
  void theServiceCountsWhatTheRoutesActionsMakeOfARequest() throws Exception {
    Route route =
        counted(
            new Action.SourceCluster(),
            new Action.DestinationCluster(),
            new Action.RequestHeader("x-user", "user", false),
            new Action.RequestHeader("x-absent", "absent", true),
            new Action.QueryParameter("size", "size", false),
            new Action.RemoteAddress(),
            new Action.MaskedRemoteAddress(8, 128),
            new Action.Fixed(new Entry("generic_key", "it")),
            new Action.HeadersMatch(
                new Entry("header_match", "a user"),
                true,
                List.of(
                    new HeaderMatcher(
                        "x-user", new HeaderMatcher.Value.Present(true), false, false))),
            new Action.QueryMatches(
                new Entry("query_match", "no colour"),
                false,
                List.of(
                    new QueryParameterMatcher(
                        "colour", new QueryParameterMatcher.Value.Present(true)))),
            new Action.Metadata("plan", "some.filter", List.of("plan"), "free", false));
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<RateLimitRequest> service = service(_ -> saying(Code.OK).build());
        ProxyUnderTest proxy = proxy(upstream, service, ALLOW, route);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET /?size=xl HTTP/1.1\r\nhost: t\r\nx-user: ann\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      RateLimitRequest asked = service.questions().getFirst();
      assertThat(asked.getDomain()).isEqualTo("shop");
      assertThat(asked.getDescriptors(0).getEntriesList())
          .extracting(entry -> entry.getKey() + "=" + entry.getValue())
          .containsExactly(
              "source_cluster=self.ns",
              "destination_cluster=up",
              "user=ann",
              "size=xl",
              "remote_address=127.0.0.1",
              "masked_remote_address=127.0.0.0/8",
              "generic_key=it",
              "header_match=a user",
              "query_match=no colour",
              "plan=free");
      await().until(() -> proxy.metric("envoy_cluster_ratelimit_ok", "\"up\"") == 1);
    }
  }

  @Test
  void aRequestWithoutADescriptorIsNotAskedAbout() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<RateLimitRequest> service = service(_ -> saying(Code.OVER_LIMIT).build());
        ProxyUnderTest proxy =
            proxy(
                upstream, service, ALLOW, counted(new Action.RequestHeader("x-no", "no", false)));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      assertThat(service.questions()).isEmpty();
    }
  }

  @Test
  void aRequestOverTheLimitIsRefusedAndToldTheLimit() throws Exception {
    RateLimitResponse over =
        saying(Code.OVER_LIMIT)
            .addStatuses(
                DescriptorStatus.newBuilder()
                    .setCurrentLimit(
                        RateLimit.newBuilder()
                            .setName("users")
                            .setRequestsPerUnit(10)
                            .setUnit(RateLimit.Unit.MINUTE))
                    .setLimitRemaining(0)
                    .setDurationUntilReset(Duration.newBuilder().setSeconds(7)))
            .addResponseHeadersToAdd(HeaderValue.newBuilder().setKey("x-why").setValue("greedy"))
            .setRawBody(ByteString.copyFromUtf8("later"))
            .build();
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<RateLimitRequest> service = service(_ -> over);
        ProxyUnderTest proxy =
            proxy(upstream, service, ALLOW, counted(new Action.RemoteAddress()));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response refused = client.get("/").read();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).isEqualTo("later");
      assertThat(refused.header("x-envoy-ratelimited")).isEqualTo("true");
      assertThat(refused.header("x-why")).isEqualTo("greedy");
      assertThat(refused.header("x-ratelimit-limit")).isEqualTo("10, 10;w=60;name=\"users\"");
      assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(refused.header("x-ratelimit-reset")).isEqualTo("7");
      assertThat(upstream.requests()).isZero();
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"RL\"") == 1);
    }
  }

  @Test
  void aServiceThatFailsRefusesNobodyUnlessItIsToldTo() throws Exception {
    Route route = counted(new Action.RemoteAddress());
    RateLimitResponse unfit =
        saying(Code.OK)
            .addRequestHeadersToAdd(HeaderValue.newBuilder().setKey("no header").setValue("x"))
            .build();
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<RateLimitRequest> service = service(_ -> unfit);
        ProxyUnderTest open = proxy(upstream, service, ALLOW, route);
        ProxyUnderTest closed = proxy(upstream, service, new Failure(true, 500), route);
        RawClient let = open.connect(LISTENER);
        RawClient refused = closed.connect(LISTENER)) {
      assertThat(let.get("/").read().status()).isEqualTo(200);
      assertThat(open.metric("envoy_cluster_ratelimit_failure_mode_allowed", "\"up\"")).isOne();
      assertThat(refused.get("/").read().status()).isEqualTo(500);
      assertThat(closed.metric("envoy_cluster_ratelimit_error", "\"up\"")).isOne();
    }
  }

  @Test
  void aDescriptorMayHaveALocalBucketOfItsOwn() throws Exception {
    LocalRateLimit limit =
        new LocalRateLimit(
            "limited",
            429,
            MANY,
            Fraction.ALL,
            Fraction.ALL,
            false,
            new LocalRateLimit.ByDescriptor(
                Map.of(new RateLimitDescriptor(List.of(new Entry("user", "ann"))), ONE),
                RULES,
                true),
            List.of(),
            List.of(),
            false);
    Route route = counted(new Action.RequestHeader("x-user", "user", false));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.LocalRateLimited(limit), route).serve();
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(status(client, "ann")).isEqualTo(200);
      assertThat(status(client, "ann")).isEqualTo(429);
      assertThat(status(client, "bob")).isEqualTo(200);
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  private static int status(RawClient client, String user) throws Exception {
    client.send("GET / HTTP/1.1\r\nhost: t\r\nx-user: " + user + "\r\n\r\n");
    return client.read().status();
  }
}
