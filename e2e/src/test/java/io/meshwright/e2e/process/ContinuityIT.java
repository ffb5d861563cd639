package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traffic goes on while configuration and control plane come and go. Clients never retry. */
@Tag("process")
final class ContinuityIT {
  private static final int MANY = 20_000;
  private static final int AWAY_REQUESTS = 1000;
  private static final Duration NAMED_LIMIT = Duration.ofSeconds(10);

  @AutoClose private static Shop shop;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(ContinuityIT.class);
  }

  @Test
  void changeOfSubsetLosesNoRequest() {
    shop.route("from-v1", toVersion("from-v1", "v1"));

    Tally.Report report =
        shop.ours()
            .get(shop.reviews())
            .times(MANY)
            .during(
                () -> {
                  awaitVersion("v1");
                  shop.route("to-v2", toVersion("to-v2", "v2"));
                  awaitVersion("v2");
                });

    assertThat(report.failures()).isEmpty();
    assertThat(report.statuses().keySet()).containsExactly(200);
    assertThat(report.versions()).containsOnlyKeys("v1", "v2");
  }

  @Test
  void malformedVirtualServiceIsNamedAndTheLastGoodRoutesStay() {
    shop.route("good", toVersion("good", "v2"));

    shop.mesh()
        .apply(
            "reviews-routes",
            Shop.virtualService("- {name: bad, route: [{destination: {host: [reviews]}}]}"));

    await("the runtime names the malformed resource")
        .atMost(NAMED_LIMIT)
        .until(
            () ->
                shop.mesh()
                    .runtime()
                    .log()
                    .contains(
                        "reviews-routes.yaml: VirtualService shop/reviews:"
                            + " spec.http[0].route[0].destination.host:"
                            + " found [\"reviews\"], expected a text"));
    assertThat(shop.ours().sidecar().configDump().routeNames()).contains("good");
    assertThat(shop.ours().get(shop.reviews()).send().version()).isEqualTo("v2");
    shop.route("good-again", toVersion("good-again", "v1"));
  }

  @Test
  void fileThatIsNotYamlIsNamedAndTheLastGoodRoutesStay() {
    shop.route("readable", toVersion("readable", "v2"));

    shop.mesh().apply("reviews-routes", "apiVersion: [networking.istio.io/v1\nkind: }");

    await("the runtime names the unreadable file")
        .atMost(NAMED_LIMIT)
        .until(
            () ->
                shop.mesh()
                    .runtime()
                    .log()
                    .contains("reviews-routes.yaml:2: found a syntax error"));
    assertThat(shop.ours().get(shop.reviews()).send().version()).isEqualTo("v2");
    shop.route("readable-again", toVersion("readable-again", "v1"));
  }

  @Test
  void unknownFieldIsNamedAndTheRestIsUsed() {
    shop.route(
        "misspelt",
        "- {name: misspelt, retires: {}, route: [{destination: {host: reviews, subset: v1}}]}");

    await("the runtime names the unknown field")
        .atMost(NAMED_LIMIT)
        .until(
            () ->
                shop.mesh()
                    .runtime()
                    .log()
                    .contains(
                        "reviews-routes.yaml: VirtualService shop/reviews: spec.http[0].retires:"
                            + " found an unknown field, expected one of: "));
    assertThat(shop.ours().get(shop.reviews()).send().version()).isEqualTo("v1");
  }

  @Test
  void endpointsComeAndGoWithoutALostRequest() {
    shop.route("all", "- {name: all, route: [{destination: {host: reviews}}]}");

    Tally.Report report =
        shop.ours()
            .get(shop.reviews())
            .times(MANY)
            .during(
                () -> {
                  for (int round = 0; round < 3; round++) {
                    Pod extra = shop.mesh().add(pod("extra-" + round).app("reviews", "v3"));
                    HttpApp app = extra.http(Shop.PORT);
                    await("requests reach the new endpoint")
                        .until(() -> app.receivedRequests() > 30);
                    shop.mesh().withdraw(extra);
                    String address = extra.addresses().text4();
                    await("the endpoint is withdrawn")
                        .until(
                            () ->
                                !shop.ours()
                                    .sidecar()
                                    .configDump()
                                    .root()
                                    .toString()
                                    .contains(address));
                    extra.close();
                  }
                });

    assertThat(report.failures()).isEmpty();
    assertThat(report.statuses().keySet()).containsExactly(200);
    assertThat(report.of("v3")).isGreaterThan(90);
  }

  @Test
  void runtimeThatIsKilledAndAwayLosesNoRequest() {
    shop.route("alive", toVersion("alive", "v1"));

    Tally.Report report =
        shop.ours()
            .get(shop.reviews())
            .times(MANY)
            .during(
                () -> {
                  shop.mesh().runtime().kill();
                  int before = shop.v1().receivedRequests();
                  await("traffic goes on without the runtime")
                      .atMost(Duration.ofSeconds(30))
                      .until(() -> shop.v1().receivedRequests() > before + AWAY_REQUESTS);
                  shop.mesh().runtime().restart();
                  shop.route("revived", toVersion("revived", "v2"));
                  awaitVersion("v2");
                });

    assertThat(report.failures()).isEmpty();
    assertThat(report.statuses().keySet()).containsExactly(200);
  }

  @Test
  void restartOfTheRuntimeLosesNoRequestAndIsFollowed() {
    shop.route("before", toVersion("before", "v1"));

    Tally.Report report =
        shop.ours()
            .get(shop.reviews())
            .times(MANY)
            .during(
                () -> {
                  shop.mesh().runtime().stop();
                  awaitVersion("v1");
                  shop.mesh().runtime().restart();
                  shop.route("after", toVersion("after", "v2"));
                  awaitVersion("v2");
                });

    assertThat(report.failures()).isEmpty();
    assertThat(report.statuses().keySet()).containsExactly(200);
  }

  @Test
  @Tag("after-0.1.0")
  void proxyThatStartsWithoutARuntimeServesWhatItServedBefore() {
    shop.route("kept", toVersion("kept", "v2"));
    Sidecar sidecar = shop.ours().sidecar();
    Path kept = shop.ours().directory().resolve("etc/istio/proxy/last-good/resources");
    await("the proxy keeps the route")
        .until(() -> Files.readString(kept, StandardCharsets.ISO_8859_1).contains("kept"));
    shop.mesh().runtime().kill();
    try {
      sidecar.crash();
      sidecar.awaitReady();

      Tally.Report report = shop.ours().get(shop.reviews()).times(AWAY_REQUESTS).run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.versions()).containsOnlyKeys("v2");
    } finally {
      shop.mesh().runtime().restart();
    }
    shop.route("followed", toVersion("followed", "v1"));
    awaitVersion("v1");
  }

  @Test
  void requestsShareFewUpstreamConnections() {
    shop.route("pooled", toVersion("pooled", "v1"));
    int before = shop.v1().acceptedConnections();

    Tally.Report report = shop.ours().get(shop.reviews()).times(400).over(4).run();

    assertThat(report.statuses()).isEqualTo(Map.of(200, 400));
    assertThat(shop.v1().acceptedConnections() - before).isLessThanOrEqualTo(8);
  }

  private static void awaitVersion(String version) {
    await("requests reach " + version)
        .atMost(NAMED_LIMIT)
        .until(() -> shop.ours().get(shop.reviews()).send().version().equals(version));
  }

  private static String toVersion(String name, String version) {
    return "- {name: %s, route: [{destination: {host: reviews, subset: %s}}]}"
        .formatted(name, version);
  }
}
