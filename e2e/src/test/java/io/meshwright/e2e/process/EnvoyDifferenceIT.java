package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our proxy and a real Envoy make the same of the same configuration. */
@Tag("process")
@Tag("after-0.1.0")
final class EnvoyDifferenceIT {
  private static final int HASHED_USERS = 30;

  private static final String VERSIONS =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: reviews, namespace: shop}
      spec:
        host: reviews
        subsets:
          - {name: v1, labels: {version: v1}}
          - {name: v2, labels: {version: v2}}
          - name: ring
            trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}
          - name: maglev
            trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user, maglev: {tableSize: 1009}}}}
          - name: by-query
            trafficPolicy: {loadBalancer: {consistentHash: {httpQueryParameterName: user}}}
          - name: by-cookie
            trafficPolicy: {loadBalancer: {consistentHash: {httpCookie: {name: user, path: /p, ttl: 60s}}}}
      """;

  private static final String ROUTES =
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
      - match: [{uri: {prefix: /abort}}]
        fault: {abort: {httpStatus: 418, percentage: {value: 100}}}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /grpc-abort}}]
        fault: {abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /delay}}]
        fault: {delay: {fixedDelay: 0.05s, percentage: {value: 100}}}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /cors}}]
        corsPolicy:
          allowOrigins: [{exact: https://good.example}, {prefix: https://pre.}]
          allowMethods: [GET, POST]
          allowHeaders: [x-asked]
          exposeHeaders: [x-app-pod]
          maxAge: 60s
          allowCredentials: true
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /strict-cors}}]
        corsPolicy: {allowOrigins: [{exact: https://good.example}], unmatchedPreflights: IGNORE}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {exact: /redirect}}]
        redirect: {uri: /there, authority: other.example, redirectCode: 308, scheme: https, port: 8443}
      - match: [{uri: {prefix: /direct}}]
        directResponse: {status: 503, body: {string: "gone for now"}}
      - match: [{uri: {prefix: /rewrite/}}]
        rewrite: {uri: /rewritten/, authority: rewritten.example}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /regex/}}]
        rewrite: {uriRegexRewrite: {match: "^/regex/([a-z]+)/([0-9]+)", rewrite: '/\\2/\\1'}}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /headers}}]
        headers:
          request: {set: {x-set: route}, add: {x-add: route}, remove: [x-gone, x-add]}
          response: {set: {x-set: route}, add: {x-more: route}, remove: [x-nothing, x-from]}
        route:
          - destination: {host: reviews, subset: v1}
            headers:
              request: {set: {x-set: destination}, add: {x-add: destination}}
              response: {add: {x-from: destination}}
      - match: [{uri: {prefix: /mirror}}]
        mirrors:
          - {destination: {host: reviews, subset: v2}}
          - {destination: {host: reviews, subset: v1}, percentage: {value: 0}}
        route: [{destination: {host: reviews, subset: v1}}]
      - match: [{uri: {prefix: /ring}}]
        route: [{destination: {host: reviews, subset: ring}}]
      - match: [{uri: {prefix: /maglev}}]
        route: [{destination: {host: reviews, subset: maglev}}]
      - match: [{uri: {prefix: /by-query}}]
        route: [{destination: {host: reviews, subset: by-query}}]
      - match: [{uri: {prefix: /by-cookie}}]
        route: [{destination: {host: reviews, subset: by-cookie}}]
      - route: [{destination: {host: reviews, subset: v1}}]
      """;

  @AutoClose private static Shop shop;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(EnvoyDifferenceIT.class);
    shop.mesh().apply("reviews-versions", VERSIONS);
    shop.route("matrix", ROUTES);
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
        .contains("~client.shop~", "~envoy-client.shop~", "cluster_acked")
        .doesNotContain("lastError");
  }

  @Test
  void controlPlaneSaysWhatAProxyHas() {
    ConfigDump ours = shop.ours().sidecar().configDump();
    ConfigDump sent =
        ConfigDump.parse(
            shop.mesh().runtime().get("/debug/config_dump?proxyID=client.shop").body());

    assertThat(sent.listeners()).isEqualTo(ours.listeners()).isNotEmpty();
    assertThat(sent.clusters()).isEqualTo(ours.clusters()).isNotEmpty();
    assertThat(sent.routes()).isEqualTo(ours.routes()).isNotEmpty();
    assertThat(sent.endpoints()).isEqualTo(ours.endpoints()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"syncz", "config_dump?proxyID=client.shop", "registryz"})
  void controlPlaneSaysNothingToStrangers(String page) {
    assertThat(shop.mesh().runtime().getFromOutside("/debug/" + page).status()).isEqualTo(401);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void bothProxiesTreatARequestAlike(String name, UnaryOperator<HttpCall> request) {
    AnswerComparison.assertAlike(
        request.apply(shop.ours().get(shop.reviews())).send(),
        request.apply(shop.envoys().get(shop.reviews())).send());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ring", "/maglev"})
  void bothProxiesHashToTheSameHost(String path) {
    HttpCall ours = shop.ours().get(shop.reviews()).path(path);
    HttpCall envoys = shop.envoys().get(shop.reviews()).path(path);
    Set<String> pods = new HashSet<>();

    for (int user = 0; user < HASHED_USERS; user++) {
      String pod = ours.header("x-user", "user-" + user).send().pod();
      assertThat(envoys.header("x-user", "user-" + user).send().pod())
          .as("user %d", user)
          .isEqualTo(pod);
      pods.add(pod);
    }

    assertThat(pods).containsExactlyInAnyOrder("reviews-v1", "reviews-v2");
  }

  @Test
  void bothProxiesMirror() {
    for (Pod client : List.of(shop.ours(), shop.envoys())) {
      int before = shop.v2().receivedRequests();

      assertThat(client.get(shop.reviews()).path("/mirror").send().version()).isEqualTo("v1");

      await()
          .atMost(HttpConnection.PATIENCE)
          .until(() -> shop.v2().receivedRequests() == before + 1);
    }
  }

  @Test
  void bothProxiesMakeACookieForAClientWithoutOne() {
    for (Pod client : List.of(shop.ours(), shop.envoys())) {
      HttpCall call = client.get(shop.reviews()).path("/by-cookie");

      HttpAnswer first = call.send();

      assertThat(first.header("set-cookie"))
          .matches("user=\"[0-9a-f]{16}\"; Max-Age=60; Path=/p; HttpOnly");
      String cookie = first.header("set-cookie").split(";", 2)[0];
      HttpAnswer second = call.header("cookie", cookie).send();
      assertThat(second.pod()).isEqualTo(first.pod());
      assertThat(second.header("set-cookie")).isEmpty();
    }
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        request("abort", call -> call.path("/abort")),
        request(
            "abort of a gRPC request",
            call -> call.path("/grpc-abort").header("content-type", "application/grpc")),
        request("gRPC abort of another request", call -> call.path("/grpc-abort")),
        request("delay", call -> call.path("/delay")),
        request("welcome origin", call -> origin(call.path("/cors"), "https://good.example")),
        request("welcome prefix", call -> origin(call.path("/cors"), "https://pre.example")),
        request("unwelcome origin", call -> origin(call.path("/cors"), "https://bad.example")),
        request(
            "unwelcome origin, strict", call -> origin(call.path("/strict-cors"), "https://b.c")),
        request("redirect", call -> call.path("/redirect?a=b")),
        request("direct response", call -> call.path("/direct")),
        request("prefix rewrite", call -> call.path("/rewrite/x?a=b")),
        request("regular expression rewrite", call -> call.path("/regex/abc/42/rest?a=1")),
        request(
            "header changes",
            call -> call.path("/headers").header("x-gone", "1").header("x-add", "own")),
        request("hash by another query", call -> call.path("/by-query?user=1")),
        request("hash by query", call -> call.path("/by-query?user=3&other=4")),
        request("hash without a key", call -> call.path("/exact").header("x-user", "")),
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

  private static HttpCall origin(HttpCall call, String origin) {
    return call.header("origin", origin);
  }

  private static Arguments request(String name, UnaryOperator<HttpCall> change) {
    return Arguments.of(name, change);
  }
}
