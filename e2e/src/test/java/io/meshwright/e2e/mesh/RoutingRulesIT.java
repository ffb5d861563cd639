package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.Sampling;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a VirtualService makes of requests on their way from one pod to another. */
@MeshTest
@Tag("full")
final class RoutingRulesIT {

  private static final int REQUESTS = 100;
  private static final String SUBSETS =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: echo
      spec:
        host: echo
        subsets:
        - name: v1
          labels: {version: v1}
        - name: v2
          labels: {version: v2}
      ---
      """;

  private static TrafficSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = TrafficSample.deploy(cluster, namespace);
  }

  @AfterEach
  void removeRules() {
    sample.removeRules();
  }

  /** {@code routes} is the field {@code http}. */
  private static void route(String routes) {
    sample.rule(
        SUBSETS
            + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: echo
            spec:
              hosts: [echo]
              http:
            """
            + routes.indent(2));
  }

  @Test
  void faultHitsTheRequestsThatMatch() {
    route(
        """
        - match:
          - headers:
              end-user: {exact: jason}
          fault:
            abort:
              httpStatus: 418
              percentage: {value: 100}
          route:
          - destination: {host: echo}
        - match:
          - headers:
              end-user: {exact: slow}
          fault:
            delay:
              fixedDelay: 2s
              percentage: {value: 100}
          route:
          - destination: {host: echo}
        - route:
          - destination: {host: echo}
        """);

    Patience.await("the rule aborts")
        .until(() -> sample.get("/", "--header", "end-user: jason").status() == 418);

    assertThat(sample.get("/").status()).isEqualTo(200);
    LoadResult slow = sample.load(4, "--header", "end-user: slow", "--timeout", "30s");
    assertThat(slow.statuses()).isEqualTo(Map.of("200", 4));
    assertThat(slow.latencyMillis().get("p50")).isGreaterThanOrEqualTo(2000);
    assertThat(sample.atClient("istio_requests_total", "response_flags=\"FI\"")).isPositive();
    assertThat(sample.atClient("istio_requests_total", "response_flags=\"DI\"")).isEqualTo(4);
  }

  @Test
  void requestThatTakesTooLongIsEnded() {
    route(
        """
        - timeout: 3s
          route:
          - destination: {host: echo}
        """);

    Patience.await("the timeout is in force")
        .until(() -> sample.get("/delay?ms=10000", "--timeout", "60s").status() == 504);

    assertThat(sample.get("/delay?ms=1").status()).isEqualTo(200);
    assertThat(sample.atClient("istio_requests_total", "response_flags=\"UT\"")).isPositive();
  }

  @Test
  void mirrorGetsACopyOfEachRequestOrOfAShare() {
    mirror(100);
    Patience.await("requests are answered by v1 alone").until(RoutingRulesIT::onlyV1Answers);
    double before = requestsAt("v2");

    LoadResult load = sample.load(REQUESTS);

    assertThat(load.versions()).isEqualTo(Map.of("v1", REQUESTS));
    Patience.await("each request has a copy").until(() -> requestsAt("v2") == before + REQUESTS);

    mirror(0);
    Patience.await("there are no copies").until(RoutingRulesIT::v2GetsNothing);
    mirror(50);
    Patience.await("there are copies again").until(() -> !v2GetsNothing());
    double again = requestsAt("v2");
    sample.load(REQUESTS);
    assertThat((requestsAt("v2") - again) / REQUESTS)
        .isCloseTo(0.5, within(Sampling.deviation(0.5, REQUESTS)));
  }

  private static void mirror(int percent) {
    route(
        """
        - route:
          - destination: {host: echo, subset: v1}
          mirror: {host: echo, subset: v2}
          mirrorPercentage: {value: %d}
        """
            .formatted(percent));
  }

  private static boolean onlyV1Answers() {
    return sample.load(10).versions().equals(Map.of("v1", 10));
  }

  private static boolean v2GetsNothing() {
    double before = requestsAt("v2");
    sample.load(20);
    return requestsAt("v2") == before;
  }

  private static double requestsAt(String version) {
    return sample.atServer(version, "istio_requests_total", "reporter=\"destination\"");
  }

  @Test
  void headersAreChangedOnBothWays() {
    route(
        """
        - headers:
            request:
              set: {x-set: by-rule}
              add: {x-added: by-rule}
              remove: [x-secret]
            response:
              set: {x-answered: by-rule}
              remove: [x-pod]
          route:
          - destination: {host: echo}
        """);
    Patience.await("headers are set")
        .until(() -> sample.get("/").header("x-answered").equals("by-rule"));

    HttpReply reply =
        sample.get(
            "/headers",
            "--header",
            "x-set: by-client",
            "--header",
            "x-added: by-client",
            "--header",
            "x-secret: one");

    assertThat(reply.body())
        .contains("\"x-set\":\"by-rule\"")
        .contains("\"x-added\":\"by-client,by-rule\"")
        .doesNotContain("x-secret");
    assertThat(reply.headers()).doesNotContainKey("x-pod").containsKey("x-version");
  }

  @Test
  void pathsAreRewrittenAndRedirected() {
    route(
        """
        - match:
          - uri: {prefix: /old}
          rewrite: {uri: /new, authority: other}
          route:
          - destination: {host: echo}
        - match:
          - uri: {prefix: /moved}
          redirect: {uri: /here, authority: elsewhere.example, redirectCode: 308}
        - match:
          - uri: {exact: /teapot}
          directResponse:
            status: 418
            body: {string: short and stout}
        - route:
          - destination: {host: echo}
        """);
    Patience.await("requests are redirected").until(() -> sample.get("/moved").status() == 308);

    assertThat(sample.get("/moved").header("location")).isEqualTo("http://elsewhere.example/here");
    assertThat(sample.get("/old/a?b=c").body()).contains("\"path\":\"/new/a?b=c\"");
    assertThat(sample.get("/same").body()).contains("\"path\":\"/same\"");
    HttpReply direct = sample.get("/teapot");
    assertThat(direct.status()).isEqualTo(418);
    assertThat(direct.body()).isEqualTo("short and stout");
  }

  @Test
  void browsersAreToldWhichOriginsMayAsk() {
    route(
        """
        - corsPolicy:
            allowOrigins:
            - exact: https://shop.example
            allowMethods: [GET, PUT]
            allowHeaders: [x-token]
            maxAge: 24h
          route:
          - destination: {host: echo}
        """);
    Patience.await("preflights are answered")
        .until(() -> !allowedOrigin("https://shop.example").isEmpty());

    HttpReply preflight = preflight("https://shop.example");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.headers())
        .containsEntry("access-control-allow-origin", "https://shop.example")
        .containsEntry("access-control-allow-methods", "GET,PUT")
        .containsEntry("access-control-allow-headers", "x-token")
        .containsEntry("access-control-max-age", "86400")
        .doesNotContainKey("x-pod");
    assertThat(allowedOrigin("https://evil.example")).isEmpty();
  }

  private static String allowedOrigin(String origin) {
    return preflight(origin).header("access-control-allow-origin");
  }

  private static HttpReply preflight(String origin) {
    return sample.get(
        "/",
        "--method",
        "OPTIONS",
        "--header",
        "Origin: " + origin,
        "--header",
        "Access-Control-Request-Method: PUT");
  }

  @Test
  void equalHashesGoToTheSamePod() {
    sample.rule(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: echo
        spec:
          host: echo
          trafficPolicy:
            loadBalancer:
              consistentHash: {httpHeaderName: x-user}
        """);

    Patience.await("one user's requests go to one pod").until(() -> podsOf("user-0").size() == 1);

    Map<String, Integer> first = podsOf("user-0");
    assertThat(podsOf("user-0").keySet()).isEqualTo(first.keySet());
    assertThat(sample.load(20).versions()).as("without a key").hasSize(2);
    // one of so many users is elsewhere, or hashing would not spread
    boolean elsewhere = false;
    for (int user = 1; user < 20 && !elsewhere; user++) {
      elsewhere = !podsOf("user-" + user).keySet().equals(first.keySet());
    }
    assertThat(elsewhere).isTrue();
  }

  private static Map<String, Integer> podsOf(String user) {
    return sample.load(20, "--header", "x-user: " + user).pods();
  }
}
