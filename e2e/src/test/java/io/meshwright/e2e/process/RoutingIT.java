package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshwright.e2e.metrics.Sampling;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** VirtualService and DestinationRule decide where a request goes, whoever's proxy obeys them. */
@Tag("process")
final class RoutingIT {
  private static final int REQUESTS = 2000;

  @AutoClose private static Shop shop;
  private static Service half;
  private static Service pair;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(RoutingIT.class);
    half = shop.mesh().service("half", "http", Shop.PORT);
    shop.mesh().add(pod("half-up").app("half", "up")).http(Shop.PORT);
    shop.mesh().add(pod("half-down").app("half", "down"));
    pair = shop.mesh().service("pair", "http", Shop.PORT);
    shop.mesh().add(pod("pair-left").app("pair", "left")).http(Shop.PORT);
    shop.mesh().add(pod("pair-right").app("pair", "right")).http(Shop.PORT);
  }

  @ParameterizedTest
  @CsvSource({"MESHWRIGHT, false", "MESHWRIGHT, true", "ENVOY, false", "ENVOY, true"})
  void ninetyTenSplitReachesBothVersions(Sidecar.Kind kind, boolean ipv6) {
    shop.route(
        "ninety-ten",
        """
        - name: ninety-ten
          route:
            - {destination: {host: reviews, subset: v1}, weight: 90}
            - {destination: {host: reviews, subset: v2}, weight: 10}
        """);

    InetAddress address = ipv6 ? shop.reviews().v6() : shop.reviews().v4();

    Tally.Report report =
        shop.client(kind).get(address, Shop.PORT, "reviews:" + Shop.PORT).times(REQUESTS).run();

    assertThat(report.failures()).isEmpty();
    assertThat(report.statuses()).isEqualTo(Map.of(200, REQUESTS));
    assertThat(report.of("v1") + report.of("v2")).isEqualTo(REQUESTS);
    assertThat(report.of("v2") / (double) REQUESTS)
        .isCloseTo(0.1, within(Sampling.deviation(0.1, REQUESTS)));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void headerChoosesTheVersion(Sidecar.Kind kind) {
    shop.route(
        "by-header",
        """
        - name: by-header
          match: [{headers: {end-user: {exact: jason}}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - route: [{destination: {host: reviews, subset: v1}}]
        """);
    HttpCall call = shop.client(kind).get(shop.reviews());

    assertThat(call.header("end-user", "jason").send().version()).isEqualTo("v2");
    assertThat(call.header("end-user", "jasons").send().version()).isEqualTo("v1");
    assertThat(call.send().version()).isEqualTo("v1");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void prefixChoosesTheVersion(Sidecar.Kind kind) {
    shop.route(
        "by-prefix",
        """
        - name: by-prefix
          match: [{uri: {prefix: /new}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - route: [{destination: {host: reviews, subset: v1}}]
        """);
    HttpCall call = shop.client(kind).get(shop.reviews());

    assertThat(call.path("/new").send().version()).isEqualTo("v2");
    assertThat(call.path("/newer?a=b").send().version()).isEqualTo("v2");
    assertThat(call.path("/ne").send().version()).isEqualTo("v1");
    assertThat(call.path("/old/new").send().version()).isEqualTo("v1");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void timeoutEndsARequestThatHangs(Sidecar.Kind kind) {
    shop.route(
        "impatient",
        """
        - name: impatient
          timeout: 0.3s
          route: [{destination: {host: reviews, subset: v1}}]
        """);
    HttpCall call = shop.client(kind).get(shop.reviews());
    long start = System.nanoTime();

    assertThat(call.path("/hang").send().status()).isEqualTo(504);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(250), HttpConnection.PATIENCE.dividedBy(4));
    assertThat(call.send().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void roundRobinGoesToEachEndpointInTurn(Sidecar.Kind kind) {
    shop.mesh()
        .apply(
            "pair",
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: pair, namespace: shop}
            spec:
              host: pair
              subsets: [{name: in-turn, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: pair, namespace: shop}
            spec:
              hosts: [pair]
              http: [{name: in-turn, route: [{destination: {host: pair, subset: in-turn}}]}]
            """);
    shop.awaitRoute("in-turn");

    Tally.Report report = shop.client(kind).get(pair).times(100).over(1).run();

    assertThat(report.versions()).isEqualTo(Map.of("left", 50, "right", 50));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void retryFindsTheEndpointThatAccepts(Sidecar.Kind kind) {
    Pod client = shop.client(kind);
    retries(client, "no-retry", "{attempts: 0}");
    assertThat(client.get(half).times(20).run().statuses()).containsKeys(200, 503);

    retries(client, "retry", "{attempts: 5, retryOn: connect-failure}");

    assertThat(client.get(half).times(50).run().statuses()).isEqualTo(Map.of(200, 50));
  }

  private static void retries(Pod client, String name, String retries) {
    shop.mesh()
        .apply(
            "half-routes",
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: half, namespace: shop}
            spec:
              hosts: [half]
              http:
                - name: %s
                  retries: %s
                  route: [{destination: {host: half}}]
            """
                .formatted(name, retries));
    client.sidecar().awaitConfig("route " + name, dump -> dump.routeNames().contains(name));
  }
}
