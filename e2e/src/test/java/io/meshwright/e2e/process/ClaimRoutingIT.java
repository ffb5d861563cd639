package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes that depend on what a request's token claims, through our proxy and a real Envoy. */
@Tag("process")
@Tag("after-0.1.0")
final class ClaimRoutingIT {

  /** An EnvoyFilter, until RequestAuthentication is there. */
  private static final String AUTHENTICATION =
      """
      apiVersion: networking.istio.io/v1alpha3
      kind: EnvoyFilter
      metadata: {name: tokens, namespace: shop}
      spec:
        configPatches:
        - applyTo: HTTP_FILTER
          match:
            context: SIDECAR_OUTBOUND
            listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}
          patch:
            operation: INSERT_FIRST
            value:
              name: envoy.filters.http.jwt_authn
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication
                providers:
                  shop:
                    issuer: shop
                    local_jwks: {inline_string: '@JWKS@'}
                    payload_in_metadata: payload
                    clear_route_cache: true
                rules:
                - match: {prefix: /}
                  requires:
                    requires_any:
                      requirements: [{provider_name: shop}, {allow_missing: {}}]
      """;

  private static final String ROUTES =
      """
      - name: admins
        match: [{headers: {"@request.auth.claims[realm][roles]": {exact: admin}}}]
        directResponse: {status: 202}
      - name: named
        match:
        - headers: {"@request.auth.claims.name": {}}
          withoutHeaders: {"@request.auth.claims.name": {prefix: guest-}}
        directResponse: {status: 203}
      - name: others
        route: [{destination: {host: reviews}}]
      """;

  private static final TokenIssuer ISSUER = new TokenIssuer();

  @AutoClose private static Shop shop;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(ClaimRoutingIT.class);
    shop.mesh().apply("tokens", AUTHENTICATION.replace("@JWKS@", ISSUER.jwks()));
    shop.route("others", ROUTES);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void claimsChooseTheRoute(Sidecar.Kind kind) {
    Patience.await("claims count through " + kind)
        .untilAsserted(
            () -> assertThat(status(kind, "\"realm\":{\"roles\":\"admin\"}")).isEqualTo(202));
    assertThat(status(kind, "\"realm\":{\"roles\":[\"cook\",\"admin\"]}")).isEqualTo(202);
    assertThat(status(kind, "\"realm\":{\"roles\":[\"cook\"]}")).isEqualTo(200);
    assertThat(status(kind, "\"name\":\"jason\"")).isEqualTo(203);
    assertThat(status(kind, "\"name\":\"guest-7\"")).isEqualTo(200);
    assertThat(shop.client(kind).get(shop.reviews()).send().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void nobodyClaimsWhatIsNotSigned(Sidecar.Kind kind) {
    String forged = new TokenIssuer().token("{\"iss\":\"shop\",\"realm\":{\"roles\":\"admin\"}}");
    Patience.await("tokens are looked at by " + kind)
        .untilAsserted(() -> assertThat(sent(kind, forged)).isEqualTo(401));
  }

  private static int status(Sidecar.Kind kind, String claim) {
    return sent(kind, ISSUER.token("{\"iss\":\"shop\"," + claim + "}"));
  }

  private static int sent(Sidecar.Kind kind, String token) {
    return shop.client(kind)
        .get(shop.reviews())
        .header("authorization", "Bearer " + token)
        .send()
        .status();
  }
}
