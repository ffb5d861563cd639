package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.JwtAuthentication;
import io.meshwright.proxy.snapshot.JwtAuthentication.Claims;
import io.meshwright.proxy.snapshot.JwtAuthentication.Forwarding;
import io.meshwright.proxy.snapshot.JwtAuthentication.HeaderLocation;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Keys;
import io.meshwright.proxy.snapshot.JwtAuthentication.Locations;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.snapshot.JwtAuthentication.Rule;
import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TokenIssuer;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests whose route depends on what their token claims. */
final class ClaimRoutesTest {
  private static final String LISTENER = "http";
  private static final String STAFF = "{\"iss\":\"me\",\"group\":\"staff\"}";
  private static final String GUEST = "{\"iss\":\"me\",\"group\":\"guest\"}";

  private final TokenIssuer issuer;

  ClaimRoutesTest() throws Exception {
    this.issuer = TokenIssuer.of("ES256");
  }

  @Test
  void aClaimLeadsToItsRoute() throws Exception {
    try (Upstream staff = Upstream.echo("staff");
        Upstream others = Upstream.echo("others");
        ProxyUnderTest proxy = proxy(staff, others, true);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, STAFF).status()).isEqualTo(200);
      assertThat(get(client, GUEST).status()).isEqualTo(200);
      assertThat(staff.requests()).isOne();
      assertThat(others.requests()).isOne();
    }
  }

  @Test
  void theRouteIsNotChosenAgainWhereNobodySaysSo() throws Exception {
    try (Upstream staff = Upstream.echo("staff");
        Upstream others = Upstream.echo("others");
        ProxyUnderTest proxy = proxy(staff, others, false);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, STAFF).status()).isEqualTo(200);
      assertThat(staff.requests()).isZero();
    }
  }

  @Test
  void laterFiltersFollowTheRouteOfTheClaim() throws Exception {
    AccessRules nobody =
        new AccessRules(
            AccessRules.Action.DENY,
            List.of(
                new AccessRules.Policy(
                    "all", new AccessCondition.Any(), new AccessCondition.Any())));
    HttpFilter rbac =
        HttpFilter.of("rbac", new HttpFilterConfig.Rbac(new AccessControl(nobody, null, "", "")));
    try (Upstream staff = Upstream.echo("staff");
        Upstream others = Upstream.echo("others");
        ProxyUnderTest proxy = proxy(staff, others, true, rbac);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, STAFF).status()).as("its route has no such filter").isEqualTo(200);
      assertThat(get(client, GUEST).status()).isEqualTo(403);
    }
  }

  private ProxyUnderTest proxy(
      Upstream staff, Upstream others, boolean clearsRoute, HttpFilter... later) {
    JwtProvider provider =
        new JwtProvider(
            "p",
            new Claims("me", List.of(), null, false, null, Duration.ofSeconds(60)),
            new Keys.Local(issuer.jwks()),
            new Locations(
                List.of(new HeaderLocation("authorization", "Bearer ")), List.of(), List.of()),
            new Forwarding(true, "", false, List.of(), "payload", "", clearsRoute));
    JwtAuthentication tokens =
        new JwtAuthentication(
            List.of(
                new Rule(
                    Gen.match(new RouteMatch.Path.Prefix("/")),
                    new Requirement.Of(provider, List.of()))),
            Map.of(),
            false,
            false);
    List<HttpFilter> filters = new ArrayList<>();
    filters.add(HttpFilter.of("jwt", new HttpFilterConfig.JwtAuthn(tokens)));
    filters.addAll(List.of(later));
    return new ProxyUnderTest()
        .with(Gen.cluster("staff", staff.address()))
        .with(Gen.cluster("others", others.address()))
        .with(Gen.listener(LISTENER, Gen.http(filters, ofGroup("staff"), Gen.route("others"))))
        .serve();
  }

  private static Route ofGroup(String group) {
    MetadataMatcher claim =
        new MetadataMatcher(
            "envoy.filters.http.jwt_authn",
            List.of("payload", "group"),
            new MetadataMatcher.Value.Text(new StringMatcher.Exact(group, false)),
            false);
    return new Route(
        group,
        new RouteMatch(
            new RouteMatch.Path.Prefix("/"),
            true,
            List.of(),
            List.of(),
            false,
            List.of(claim),
            RouteMatch.Fraction.ALL),
        Gen.forward(group),
        HeaderMutations.NONE,
        new FilterOverrides(Map.of("rbac", new FilterOverrides.Change.Disabled())),
        RateLimitRules.NONE,
        "");
  }

  private RawClient.Response get(RawClient client, String claims) throws Exception {
    client.send(
        "GET / HTTP/1.1\r\nhost: t\r\nauthorization: Bearer " + issuer.token(claims) + "\r\n\r\n");
    return client.read();
  }
}
