package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.AccessRules.Action;
import io.meshwright.proxy.snapshot.BufferLimit;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.Format;
import io.meshwright.proxy.snapshot.HeaderMutations.Addition;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.meshwright.proxy.snapshot.HeaderRewrites;
import io.meshwright.proxy.snapshot.HeaderRewrites.Step;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Filters on requests and connections, in the data path. */
final class FilterTest {
  private static final String LISTENER = "it";
  private static final String NAME = "filter";
  private static final TokenBucketConfig TWO = new TokenBucketConfig(2, 1, Duration.ofHours(1));

  private static ProxyUnderTest proxy(Upstream upstream, HttpFilterConfig filter, Route route) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.listener(LISTENER, Gen.http(List.of(HttpFilter.of(NAME, filter)), route)))
        .serve();
  }

  private static ProxyUnderTest proxy(Upstream upstream, HttpFilterConfig filter) {
    return proxy(upstream, filter, Gen.route("up"));
  }

  private static Route route(RouteFilterConfig settings) {
    return Gen.withFilters(
        Gen.route("up"),
        new FilterOverrides(Map.of(NAME, new FilterOverrides.Change.Settings(settings))));
  }

  private static AccessRules denyAdmin() {
    return new AccessRules(
        Action.DENY,
        List.of(
            new AccessRules.Policy(
                "no admin",
                new AccessCondition.Path(new StringMatcher.Prefix("/admin", false)),
                new AccessCondition.Any())));
  }

  private static Addition addition(String name, String value) {
    return new Addition(
        name, new Format(List.of(new Format.Part.Literal(value))), IfPresent.APPEND, false);
  }

  private static LocalRateLimit limit(Fraction enforced, boolean perConnection) {
    return new LocalRateLimit(
        "limited",
        429,
        TWO,
        Fraction.ALL,
        enforced,
        perConnection,
        LocalRateLimit.ByDescriptor.NONE,
        List.of(addition("x-in-vain", "yes")),
        List.of(addition("x-limited", "yes")),
        false);
  }

  @Test
  void aDeniedRequestNeverReachesTheApplication() throws Exception {
    AccessControl control = new AccessControl(denyAdmin(), null, "", "");
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Rbac(control));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response denied = client.get("/admin/x").read();
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.body()).isEqualTo("RBAC: access denied");
      assertThat(upstream.requests()).isZero();
      assertThat(client.get("/user").read().status()).isEqualTo(200);
      assertThat(proxy.metric("envoy_http_rbac_denied", "\"http\"")).isOne();
      assertThat(proxy.metric("envoy_http_rbac_allowed", "\"http\"")).isOne();
    }
  }

  @Test
  void shadowRulesOnlyCount() throws Exception {
    AccessControl control = new AccessControl(null, denyAdmin(), "", "dry_");
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Rbac(control));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/admin").read().status()).isEqualTo(200);
      assertThat(proxy.metric("envoy_http_rbac_dry_shadow_denied")).isOne();
    }
  }

  @Test
  void aRoutesRulesStandInPlaceOfTheFilters() throws Exception {
    AccessControl control = new AccessControl(denyAdmin(), null, "", "");
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.Rbac(control), route(AccessControl.NONE));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/admin").read().status()).isEqualTo(200);
    }
  }

  @Test
  void aDeniedConnectionIsClosedBeforeTheUpstreamIsDialled() throws Exception {
    AccessRules nobody = new AccessRules(Action.ALLOW, List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        new NetworkFilter.Rbac(new AccessControl(nobody, null, "tcp.", "")),
                        Gen.tcp("up")))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.rest()).isEmpty();
      assertThat(upstream.connections()).isZero();
      assertThat(proxy.metric("envoy_rbac_denied", "\"tcp.\"")).isOne();
    }
  }

  @Test
  void requestsAboveTheRateAreRefused() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.LocalRateLimited(limit(Fraction.ALL, false)));
        RawClient client = proxy.connect(LISTENER);
        RawClient other = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      assertThat(other.get("/").read().status()).isEqualTo(200);
      RawClient.Response refused = client.get("/").read();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).isEqualTo("local_rate_limited");
      assertThat(refused.header("x-limited")).isEqualTo("yes");
      assertThat(upstream.requests()).isEqualTo(2);
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"RL\"") == 1);
      assertThat(proxy.metric("envoy_http_local_rate_limit_enforced", "\"limited\"")).isOne();
    }
  }

  @Test
  void aConnectionMayHaveABucketOfItsOwn() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.LocalRateLimited(limit(Fraction.ALL, true)));
        RawClient client = proxy.connect(LISTENER);
        RawClient other = proxy.connect(LISTENER)) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
      assertThat(client.get("/").read().status()).isEqualTo(429);
      assertThat(other.get("/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void aLimitThatIsNotEnforcedMarksTheRequest() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.LocalRateLimited(limit(Fraction.NONE, false)));
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
      assertThat(upstream.heads().get(1)).doesNotContain("x-in-vain");
      assertThat(upstream.heads().get(2)).contains("x-in-vain: yes");
    }
  }

  @Test
  void connectionsAboveTheRateAreClosed() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(
                    Gen.listener(
                        LISTENER, new NetworkFilter.LocalRateLimited("slow", TWO), Gen.tcp("up")))
                .serve();
        RawClient first = proxy.connect(LISTENER);
        RawClient second = proxy.connect(LISTENER);
        RawClient third = proxy.connect(LISTENER)) {
      assertThat(first.get("/").read().body()).isEqualTo("a");
      assertThat(second.get("/").read().body()).isEqualTo("a");
      assertThat(third.rest()).isEmpty();
      assertThat(proxy.metric("envoy_local_rate_limit_rate_limited", "\"slow\"")).isOne();
    }
  }

  @Test
  void headersAreChangedInOrderAndByTheRouteToo() throws Exception {
    HeaderRewrites own =
        new HeaderRewrites(
            List.of(new Step.Add(addition("x-a", "filter")), new Step.Remove("x-b")),
            List.of(new Step.Remove("x-upstream")));
    HeaderRewrites ofRoute =
        new HeaderRewrites(
            List.of(new Step.Remove("x-a"), new Step.Add(addition("x-a", "route"))), List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.HeaderMutation(own, false), route(ofRoute));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET / HTTP/1.1\r\nhost: t\r\nx-b: gone\r\n\r\n");
      assertThat(client.read().header("x-upstream")).isEmpty();
      assertThat(upstream.heads().getFirst())
          .contains("x-a: route\n")
          .doesNotContain("x-a: filter", "x-b");
    }
  }

  @Test
  void aCollectedBodyIsSentWithItsLength() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Buffer(new BufferLimit(10)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
      assertThat(upstream.requests()).isZero();
      client.send("2\r\nde\r\n0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("aabcde");
      assertThat(upstream.heads().getFirst()).contains("content-length: 5\n");
    }
  }

  @Test
  void aBodyAboveTheLimitIsRefused() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Buffer(new BufferLimit(4)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 5\r\n\r\nabcde");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body()).isEqualTo("Payload Too Large");
      assertThat(upstream.requests()).isZero();
    }
  }
}
