package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.re2j.Pattern;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.Format;
import io.meshwright.proxy.snapshot.HashPolicy;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HeaderMutations.Addition;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteAction.HostRewrite;
import io.meshwright.proxy.snapshot.RouteAction.Mirror;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.RouteTimes;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a route does with a request besides sending it somewhere. */
final class RouteFeaturesTest {
  private static final String LISTENER = "http";

  private static void neverAnswers(Upstream upstream, RawClient client) throws IOException {
    String head = upstream.head(client);
    assertThat(head).isNotEmpty();
    assertThat(client.rest()).isEmpty();
  }

  private static ProxyUnderTest proxy(Upstream upstream, RouteAction action) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.listener(LISTENER, Gen.http(Gen.route("/", action))));
  }

  private static RouteAction.Forward mirroring(Mirror... mirrors) {
    RouteAction.Forward plain = Gen.forward("up");
    return new RouteAction.Forward(
        plain.target(),
        plain.times(),
        plain.retry(),
        plain.path(),
        plain.host(),
        plain.upgrades(),
        plain.clusterMissingStatus(),
        List.of(mirrors),
        plain.hashing());
  }

  private static RouteAction.Forward to(HostRewrite host) {
    RouteAction.Forward plain = Gen.forward("up");
    return new RouteAction.Forward(
        plain.target(),
        plain.times(),
        plain.retry(),
        plain.path(),
        host,
        plain.upgrades(),
        plain.clusterMissingStatus(),
        plain.mirrors(),
        plain.hashing());
  }

  private static RouteAction.Forward limited(RouteTimes times, RetryPolicy retry) {
    RouteAction.Forward plain = Gen.forward("up");
    return new RouteAction.Forward(
        plain.target(),
        times,
        retry,
        plain.path(),
        plain.host(),
        plain.upgrades(),
        plain.clusterMissingStatus(),
        plain.mirrors(),
        plain.hashing());
  }

  private static RouteAction.Forward hashing(HashPolicy... policies) {
    RouteAction.Forward plain = Gen.forward("up");
    return new RouteAction.Forward(
        plain.target(),
        plain.times(),
        plain.retry(),
        plain.path(),
        plain.host(),
        plain.upgrades(),
        plain.clusterMissingStatus(),
        plain.mirrors(),
        List.of(policies));
  }

  @Test
  void aMirrorGetsTheWholeRequestAndItsAnswerIsDropped() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream copy = Upstream.echo("copy");
        ProxyUnderTest proxy =
            proxy(upstream, mirroring(new Mirror("copy", Fraction.ALL, false)))
                .with(Gen.cluster("copy", copy.address()))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST /x HTTP/1.1\r\nhost: test:80\r\ncontent-length: 4\r\n\r\nbody");
      assertThat(client.read().body()).isEqualTo("abody");
      copy.awaitRequests(1);
      assertThat(copy.heads().getFirst()).startsWith("POST /x ").contains("host: test:80");
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.metric("envoy_cluster_upstream_cx_rx_bytes_total", "\"copy\""))
                      .isEqualTo("copybody".length()));
      assertThat(client.get("/y").read().body()).isEqualTo("a");
    }
  }

  @Test
  void aMirrorsHostIsMarkedIfAskedAndItsShareIsKept() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream copy = Upstream.echo("copy");
        Upstream never = Upstream.echo("never");
        ProxyUnderTest proxy =
            proxy(
                    upstream,
                    mirroring(
                        new Mirror("copy", Fraction.ALL, true),
                        new Mirror("never", Fraction.NONE, true),
                        new Mirror("missing", Fraction.ALL, true)))
                .with(Gen.cluster("copy", copy.address()))
                .with(Gen.cluster("never", never.address()))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET / HTTP/1.1\r\nhost: test:80\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      copy.awaitRequests(1);
      assertThat(copy.heads().getFirst()).contains("host: test-shadow:80");
      assertThat(never.requests()).isZero();
    }
  }

  @Test
  void aMirrorThatHangsDelaysNobody() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream deaf = new Upstream((up, client) -> client.rest());
        ProxyUnderTest proxy =
            proxy(upstream, mirroring(new Mirror("deaf", Fraction.ALL, false)))
                .with(Gen.cluster("deaf", deaf.address()))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void equalHashesGoToTheSameHost() throws Exception {
    HashPolicy byUser = new HashPolicy(new HashPolicy.Key.Header("x-user", null), false);
    for (Policy policy : List.of(Policy.RingHash.DEFAULT, Policy.Maglev.DEFAULT)) {
      try (Upstream a = Upstream.echo("a");
          Upstream b = Upstream.echo("b");
          ProxyUnderTest proxy =
              new ProxyUnderTest()
                  .with(
                      ChangedCluster.balanced(Gen.cluster("up", a.address(), b.address()), policy))
                  .with(Gen.listener(LISTENER, Gen.http(Gen.route("/", hashing(byUser)))))
                  .serve();
          RawClient client = proxy.connect(LISTENER)) {
        Map<Integer, Set<String>> hosts = new HashMap<>();
        for (int i = 0; i < 200; i++) {
          client.send("GET / HTTP/1.1\r\nhost: t\r\nx-user: " + i % 20 + "\r\n\r\n");
          hosts.computeIfAbsent(i % 20, _ -> new HashSet<>()).add(client.read().body());
        }
        assertThat(hosts.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(hosts.values().stream().flatMap(Set::stream)).contains("a", "b");
      }
    }
  }

  @Test
  void aClientWithoutTheCookieGetsOneThatBindsIt() throws Exception {
    HashPolicy cookie =
        new HashPolicy(
            new HashPolicy.Key.Cookie("who", "/", Duration.ofMinutes(1), List.of("Secure")), true);
    try (Upstream a = Upstream.echo("a");
        Upstream b = Upstream.echo("b");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(
                    ChangedCluster.balanced(
                        Gen.cluster("up", a.address(), b.address()), Policy.RingHash.DEFAULT))
                .with(Gen.listener(LISTENER, Gen.http(Gen.route("/", hashing(cookie)))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response first = client.get("/").read();
      assertThat(first.header("set-cookie"))
          .matches("who=\"[0-9a-f]{16}\"; Max-Age=60; Path=/; Secure; HttpOnly");
      String value = first.header("set-cookie").substring(0, "who=\"0123456789abcdef\"".length());
      try (RawClient later = proxy.connect(LISTENER)) {
        later.send("GET / HTTP/1.1\r\nhost: t\r\ncookie: a=b; " + value + "\r\n\r\n");
        RawClient.Response again = later.read();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("set-cookie")).isEmpty();
      }
    }
  }

  @Test
  void hostsAreRewrittenFromHeaderPathAndWeightedCluster() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest byHeader =
            proxy(upstream, to(new HostRewrite.Header("x-tenant", true))).serve();
        ProxyUnderTest byPath =
            proxy(
                    upstream,
                    to(new HostRewrite.PathRegex(Pattern.compile("^/(.+)/.*$"), "\\1.test", false)))
                .serve();
        RawClient first = byHeader.connect(LISTENER);
        RawClient second = byPath.connect(LISTENER)) {
      first.send("GET / HTTP/1.1\r\nhost: old\r\nx-tenant: blue\r\n\r\n");
      first.read();
      second.get("/green/x?a=/b/").read();
      assertThat(upstream.heads().getFirst())
          .contains("host: blue\n")
          .contains("x-forwarded-host: old\n");
      assertThat(upstream.heads().getLast()).contains("host: green.test\n");
    }
  }

  @Test
  void aWeightedClustersHostStandsBeforeTheRoutes() throws Exception {
    RouteAction.Forward plain = to(new HostRewrite.Literal("route.test", false));
    ClusterTarget target =
        ClusterTarget.Weighted.of(
            List.of(
                new ClusterTarget.WeightedCluster(
                    "up",
                    1,
                    MatchLabels.NONE,
                    HeaderMutations.NONE,
                    "cluster.test",
                    FilterOverrides.NONE)));
    RouteAction action =
        new RouteAction.Forward(
            target,
            plain.times(),
            null,
            plain.path(),
            plain.host(),
            List.of(),
            503,
            List.of(),
            List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, action).serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/").read();
      assertThat(upstream.heads().getFirst()).contains("host: cluster.test\n");
    }
  }

  @Test
  void headersAreRemovedBeforeTheyAreAdded() throws Exception {
    Addition addition =
        new Addition(
            "x-a", new Format(List.of(new Format.Part.Literal("new"))), IfPresent.APPEND, false);
    Route route =
        new Route(
            "route",
            Gen.match(new RouteMatch.Path.Prefix("/")),
            Gen.forward("up"),
            new HeaderMutations(
                List.of(addition), List.of("x-a"), List.of(addition), List.of("x-upstream")),
            FilterOverrides.NONE,
            RateLimitRules.NONE,
            "");
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener(LISTENER, Gen.http(route)))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET / HTTP/1.1\r\nhost: t\r\nx-a: old\r\n\r\n");
      RawClient.Response response = client.read();
      assertThat(upstream.heads().getFirst()).contains("x-a: new\n").doesNotContain("x-a: old");
      assertThat(response.header("x-a")).isEqualTo("new");
      assertThat(response.header("x-upstream")).isEmpty();
    }
  }

  @Test
  void aStreamThatLastsTooLongIsEnded() throws Exception {
    RouteTimes times =
        new RouteTimes(
            Duration.ZERO,
            null,
            null,
            new RouteTimes.StreamLimit(Duration.ofMillis(100), null, Duration.ZERO));
    try (Upstream deaf = new Upstream((up, client) -> client.rest());
        ProxyUnderTest proxy = proxy(deaf, limited(times, Gen.retry(0))).serve();
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.body()).isEqualTo("downstream duration timeout");
    }
  }

  @Test
  void anAttemptThatFallsSilentIsFollowedByAnother() throws Exception {
    RetryPolicy plain = Gen.retry(1, RetryPolicy.On.RESET);
    RetryPolicy impatient =
        new RetryPolicy(
            plain.on(),
            List.of(),
            List.of(),
            List.of(),
            1,
            null,
            Duration.ofMillis(100),
            plain.backoff(),
            plain.placement());
    try (Upstream deaf = new Upstream(RouteFeaturesTest::neverAnswers);
        Upstream good = Upstream.echo("good");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", deaf.address(), good.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(Gen.route("/", limited(RouteTimes.of(Duration.ZERO), impatient)))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.get("/").read().body()).isEqualTo("good");
      }
      assertThat(deaf.requests()).isPositive();
    }
  }

  @Test
  void aRetryBudgetLimitsRetries() throws Exception {
    try (Upstream broken =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send("HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n");
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(ChangedCluster.budgeted(Gen.cluster("up", broken.address()), 0, 0))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route(
                                "/",
                                new ClusterTarget.Single("up"),
                                Gen.retry(5, RetryPolicy.On.SERVER_ERROR)))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(503);
      assertThat(broken.requests()).isEqualTo(1);
      assertThat(proxy.metric("envoy_cluster_upstream_rq_retry_overflow", "\"up\"")).isOne();
    }
  }
}
