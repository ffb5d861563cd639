package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.JwtAuthentication;
import io.meshwright.proxy.snapshot.JwtAuthentication.ClaimHeader;
import io.meshwright.proxy.snapshot.JwtAuthentication.Claims;
import io.meshwright.proxy.snapshot.JwtAuthentication.Forwarding;
import io.meshwright.proxy.snapshot.JwtAuthentication.HeaderLocation;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Keys;
import io.meshwright.proxy.snapshot.JwtAuthentication.Locations;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.snapshot.JwtAuthentication.Rule;
import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TokenIssuer;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class JwtAuthnTest {
  private static final String LISTENER = "http";
  private static final String CLAIMS =
      "{\"iss\":\"me\",\"aud\":\"app\",\"sub\":\"x\",\"level\":{\"n\":7}}";
  private static TokenIssuer issuer;

  @BeforeAll
  static void makeKeys() throws Exception {
    issuer = TokenIssuer.of("ES256");
  }

  private static JwtProvider provider(Keys keys) {
    return new JwtProvider(
        "p",
        new Claims("me", List.of("app"), null, false, null, Duration.ofSeconds(60)),
        keys,
        new Locations(
            List.of(new HeaderLocation("authorization", "Bearer ")),
            List.of("access_token"),
            List.of("token")),
        new Forwarding(
            false,
            "x-payload",
            false,
            List.of(new ClaimHeader("x-level", List.of("level", "n"))),
            "payload",
            "",
            true));
  }

  private static Keys local() {
    return new Keys.Local(issuer.jwks());
  }

  private static Keys remote(int retries) {
    return new Keys.Remote(
        "keys",
        "keys.test",
        "/jwks",
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        retries,
        Duration.ofMillis(1),
        Duration.ofMillis(1));
  }

  private static ProxyUnderTest proxy(
      Upstream upstream, Upstream keys, Requirement requirement, HttpFilter... later) {
    JwtAuthentication config =
        new JwtAuthentication(
            List.of(
                new Rule(Gen.match(new RouteMatch.Path.Prefix("/open")), new Requirement.Nothing()),
                new Rule(Gen.match(new RouteMatch.Path.Prefix("/")), requirement)),
            Map.of(),
            true,
            false);
    List<HttpFilter> filters = new ArrayList<>();
    filters.add(HttpFilter.of("jwt", new HttpFilterConfig.JwtAuthn(config)));
    filters.addAll(List.of(later));
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.cluster("keys", keys.address()))
        .with(Gen.listener(LISTENER, Gen.http(filters, Gen.route("up"))))
        .serve();
  }

  private static RawClient.Response get(RawClient client, String path, String headers)
      throws Exception {
    client.send("GET " + path + " HTTP/1.1\r\nhost: t\r\n" + headers + "\r\n");
    return client.read();
  }

  private static String bearer(String token) {
    return "authorization: Bearer " + token + "\r\n";
  }

  @Test
  void aValidTokenPassesAndTheApplicationGetsItsClaimsOnly() throws Exception {
    Requirement required = new Requirement.Of(provider(local()), List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, upstream, required);
        RawClient client = proxy.connect(LISTENER)) {
      String token = issuer.token(CLAIMS);
      assertThat(get(client, "/", bearer(token) + "x-level: 99\r\n").status()).isEqualTo(200);
      assertThat(upstream.heads().getLast())
          .contains("x-payload: " + payload(token) + "\n", "x-level: 7\n")
          .doesNotContain("authorization", "99");
      assertThat(get(client, "/p?access_token=" + token + "&a=1", "").status()).isEqualTo(200);
      assertThat(upstream.heads().getLast()).startsWith("GET /p?a=1 HTTP/1.1\n");
      assertThat(get(client, "/", "cookie: a=b; token=" + token + "\r\n").status()).isEqualTo(200);
      assertThat(proxy.metric("envoy_http_jwt_authn_allowed")).isEqualTo(3);
    }
  }

  @Test
  void aRequestWithoutTheRightTokenIsToldWhy() throws Exception {
    Requirement required = new Requirement.Of(provider(local()), List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, upstream, required);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response missing = get(client, "/a?b", "");
      assertThat(missing.status()).isEqualTo(401);
      assertThat(missing.body()).isEqualTo("Jwt is missing");
      assertThat(missing.header("www-authenticate")).isEqualTo("Bearer realm=\"http://t/a?b\"");
      RawClient.Response expired =
          get(client, "/", bearer(issuer.token("{\"iss\":\"me\",\"aud\":\"app\",\"exp\":1}")));
      assertThat(expired.body()).isEqualTo("Jwt is expired");
      assertThat(expired.header("www-authenticate"))
          .isEqualTo("Bearer realm=\"http://t/\", error=\"invalid_token\"");
      RawClient.Response audience = get(client, "/", bearer(issuer.token("{\"iss\":\"me\"}")));
      assertThat(audience.status()).isEqualTo(403);
      assertThat(audience.body()).isEqualTo("Audiences in Jwt are not allowed");
      String good = issuer.token(CLAIMS);
      assertThat(get(client, "/?access_token=a.b.c", bearer(good)).status()).isEqualTo(401);
      assertThat(upstream.requests()).isZero();
      assertThat(get(client, "/open", "").status()).isEqualTo(200);
      client.send(
          "OPTIONS / HTTP/1.1\r\nhost: t\r\norigin: o\r\n"
              + "access-control-request-method: GET\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void anOptionalTokenMayBeMissingButNotWrong() throws Exception {
    JwtProvider provider = provider(local());
    Requirement optional =
        new Requirement.AnyOf(
            List.of(
                new Requirement.Of(provider, List.of()),
                new Requirement.Optionally(List.of(provider), false)));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, upstream, optional);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, "/", "x-payload: forged\r\n").status()).isEqualTo(200);
      assertThat(upstream.heads().getLast()).doesNotContain("forged");
      assertThat(get(client, "/", bearer("a.b.c")).status()).isEqualTo(401);
    }
  }

  @Test
  void laterFiltersJudgeByTheClaims() throws Exception {
    AccessCondition level =
        new AccessCondition.Metadata(
            new MetadataMatcher(
                "envoy.filters.http.jwt_authn",
                List.of("payload", "level", "n"),
                new MetadataMatcher.Value.Exactly(7),
                false));
    AccessRules rules =
        new AccessRules(
            AccessRules.Action.ALLOW,
            List.of(new AccessRules.Policy("level 7", new AccessCondition.Any(), level)));
    HttpFilter rbac =
        HttpFilter.of("rbac", new HttpFilterConfig.Rbac(new AccessControl(rules, null, "", "")));
    Requirement required = new Requirement.Of(provider(local()), List.of());
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, upstream, required, rbac);
        RawClient client = proxy.connect(LISTENER)) {
      String other = issuer.token("{\"iss\":\"me\",\"aud\":\"app\",\"level\":{\"n\":8}}");
      assertThat(get(client, "/", bearer(issuer.token(CLAIMS))).status()).isEqualTo(200);
      assertThat(get(client, "/", bearer(other)).status()).isEqualTo(403);
    }
  }

  @Test
  void keysAreFetchedOnceAndAgainAfterAFailure() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Requirement required = new Requirement.Of(provider(remote(1)), List.of());
    try (Upstream upstream = Upstream.echo("a");
        Upstream keys =
            new Upstream(
                (up, client) -> {
                  while (!up.head(client).isEmpty()) {
                    String body = asked.incrementAndGet() == 1 ? "sorry" : issuer.jwks();
                    client.send(
                        "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
                  }
                });
        ProxyUnderTest proxy = proxy(upstream, keys, required);
        RawClient client = proxy.connect(LISTENER)) {
      String token = issuer.token(CLAIMS);
      assertThat(get(client, "/", bearer(token)).status()).isEqualTo(200);
      assertThat(get(client, "/", bearer(token)).status()).isEqualTo(200);
      assertThat(asked.get()).isEqualTo(2);
      assertThat(keys.heads().getFirst()).startsWith("GET /jwks HTTP/1.1\n");
    }
  }

  @Test
  void withoutKeysNobodyPasses() throws Exception {
    Requirement required = new Requirement.Of(provider(remote(0)), List.of());
    try (Upstream upstream = Upstream.echo("a");
        Upstream broken = new Upstream((up, client) -> assertThat(up.head(client)).isNotEmpty());
        ProxyUnderTest proxy = proxy(upstream, broken, required);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = get(client, "/", bearer(issuer.token(CLAIMS)));
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("Jwks remote fetch is failed");
      assertThat(proxy.metric("envoy_http_jwt_authn_jwks_fetch_failed")).isOne();
    }
  }

  private static String payload(String token) {
    return token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
  }
}
