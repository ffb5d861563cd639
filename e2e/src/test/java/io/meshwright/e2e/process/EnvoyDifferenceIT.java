package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our proxy and a real Envoy make the same of the same configuration. */
@Tag("process")
final class EnvoyDifferenceIT {
  /** Headers whose value is chance or time. */
  private static final Set<String> VARIABLE =
      Set.of("x-request-id", "date", "x-envoy-upstream-service-time", "traceparent");

  /** Only proxies that name the filter of Istio tell their peers who they are. */
  private static final Set<String> PEER_METADATA =
      Set.of("x-envoy-peer-metadata", "x-envoy-peer-metadata-id");

  @AutoClose private static Shop shop;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(EnvoyDifferenceIT.class);
    shop.route(
        "matrix",
        """
        - name: matrix
          match: [{uri: {exact: /exact}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - match: [{uri: {prefix: /prefix}, headers: {x-user: {prefix: j}}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - match: [{uri: {regex: "/item/[0-9]+"}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - match: [{uri: {prefix: /status}}]
          retries: {attempts: 0}
          route: [{destination: {host: reviews, subset: v1}}]
        - match: [{uri: {prefix: /hang}}]
          timeout: 0.2s
          route: [{destination: {host: reviews, subset: v1}}]
        - match: [{uri: {prefix: /nowhere}}]
          route: [{destination: {host: reviews, subset: v3}}]
        - route: [{destination: {host: reviews, subset: v1}}]
        """);
  }

  @Test
  void bothProxiesHaveTheSameResources() {
    ConfigDump ours = shop.ours().sidecar().configDump();
    ConfigDump envoys = shop.envoys().sidecar().configDump();

    assertThat(ours.listeners()).isEqualTo(envoys.listeners()).isNotEmpty();
    assertThat(ours.clusters()).isEqualTo(envoys.clusters()).isNotEmpty();
    assertThat(ours.routes()).isEqualTo(envoys.routes()).isNotEmpty();
    // Envoy lists those of all clusters here, whether they came by EDS or not
    assertThat(ours.endpoints()).isEqualTo(ours.edsClusters()).isNotEmpty();
    assertThat(envoys.endpoints()).containsAll(ours.endpoints());
    assertThat(envoys.sections()).containsAll(ours.sections());
  }

  @Test
  void envoyRejectsNothing() {
    Map<String, Integer> rejected =
        EnvoyStats.of(shop.envoys().sidecar(), "(update_rejected|create_failure|lds.*rejected)$");

    assertThat(rejected).isNotEmpty();
    assertThat(rejected.values()).containsOnly(0);
    assertThat(EnvoyStats.of(shop.envoys().sidecar(), "listeners_warming$").values())
        .containsExactly(0);
  }

  @Test
  void bothProxiesAcknowledgeAllTheyGet() {
    String sync = shop.mesh().runtime().get("/debug/syncz").body();

    assertThat(sync)
        .contains("~client.shop~", "~envoy-client.shop~", "ACKNOWLEDGED")
        .doesNotContain("REJECTED");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void bothProxiesTreatARequestAlike(String name, UnaryOperator<HttpCall> request) {
    HttpAnswer ours = request.apply(shop.ours().get(shop.reviews())).send();
    HttpAnswer envoys = request.apply(shop.envoys().get(shop.reviews())).send();

    assertThat(ours.status()).isEqualTo(envoys.status());
    assertThat(ours.version()).isEqualTo(envoys.version());
    if (ours.pod().equals("none")) {
      assertThat(ours.body()).isEqualTo(envoys.body());
      assertThat(fixed(ours.message().headers())).isEqualTo(fixed(envoys.message().headers()));
    } else {
      assertThat(fixed(ours.seenHeaders())).isEqualTo(fixed(envoys.seenHeaders()));
      assertThat(answered(ours)).isEqualTo(answered(envoys));
    }
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        request("default", call -> call),
        request("exact path", call -> call.path("/exact")),
        request("exact path with query", call -> call.path("/exact?a=b")),
        request("longer than the exact path", call -> call.path("/exactly")),
        request("prefix and header", call -> call.path("/prefix/1").header("x-user", "jason")),
        request("prefix without header", call -> call.path("/prefix/1")),
        request("prefix with another header", call -> call.path("/prefix").header("x-user", "k")),
        request("regular expression", call -> call.path("/item/42")),
        request("regular expression on a part", call -> call.path("/item/42/more")),
        request("escaped path", call -> call.path("/%65xact")),
        request("dots in the path", call -> call.path("/a/../exact")),
        request("status of the application", call -> call.path("/status/503")),
        request("not found", call -> call.path("/status/404")),
        request("timeout", call -> call.path("/hang")),
        request("subset that does not exist", call -> call.path("/nowhere")),
        request("own forwarding headers", call -> call.header("x-forwarded-for", "192.0.2.7")),
        request("own internal headers", call -> call.header("x-envoy-max-retries", "9")),
        request("foreign host", call -> call.host("unknown.example")),
        request("full name", call -> call.host("reviews.shop.svc.cluster.local:9080")),
        request("full name without port", call -> call.host("reviews.shop.svc.cluster.local")),
        request("name in capitals", call -> call.host("REVIEWS:9080")));
  }

  private static Arguments request(String name, UnaryOperator<HttpCall> change) {
    return Arguments.of(name, change);
  }

  /** The headers of an application's answer, which is as long as what it saw. */
  private static Map<String, String> answered(HttpAnswer answer) {
    Map<String, String> headers = fixed(answer.message().headers());
    headers.remove("content-length");
    return headers;
  }

  private static Map<String, String> fixed(Map<String, String> headers) {
    Map<String, String> fixed = new TreeMap<>(headers);
    fixed.keySet().removeAll(PEER_METADATA);
    VARIABLE.forEach(name -> fixed.computeIfPresent(name, (_, _) -> "(any)"));
    return fixed;
  }
}
