package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.Sampling;
import io.meshwright.e2e.tls.Authority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The traffic tasks of Istio's documentation, with the files of {@code samples/bookinfo}. Locality
 * is shown by {@link ResilienceIT}.
 */
@Tag("full")
@MeshTest
final class TrafficTasksIT {

  private static final int REQUESTS = 100;
  private static final String REVIEWS = "reviews:9080/";
  private static final String RATINGS = "ratings:9080/";
  private static final String[] AS_JASON = {"--header", "end-user: jason", "--timeout", "30s"};
  private static final String HOST = "bookinfo.example.com";
  private static final int HTTPS = 8443;

  private static Bookinfo bookinfo;
  private static TestNamespace outside;

  @BeforeAll
  static void deploy(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    outside = namespace.another("outside");
    EchoSample.deployOutside(cluster, outside);
    bookinfo = Bookinfo.deploy(cluster, namespace);
  }

  @AfterEach
  void removeRules() {
    bookinfo.removeRules();
  }

  @AfterAll
  static void eachFileWasApplied() {
    outside.close();
    assertThat(bookinfo.untried()).isEmpty();
  }

  @Test
  void requestRouting() {
    bookinfo.rules("destination-rules.yaml", "all-v1.yaml");
    awaitVersions(REVIEWS, "v1");
    awaitVersions(RATINGS, "v1");

    bookinfo.rules("reviews-by-user.yaml");
    Patience.await("jason sees v2")
        .until(() -> bookinfo.get(REVIEWS, AS_JASON).version().equals("v2"));
    assertThat(bookinfo.load(REVIEWS, REQUESTS).versions()).isEqualTo(Map.of("v1", REQUESTS));
  }

  @Test
  void faultInjection() {
    bookinfo.rules("destination-rules.yaml", "all-v1.yaml", "ratings-abort.yaml");
    Patience.await("jason gets an error")
        .until(() -> bookinfo.get(RATINGS, AS_JASON).status() == 500);
    assertThat(bookinfo.get(RATINGS).status()).isEqualTo(200);

    bookinfo.rules("ratings-delay.yaml");
    Patience.await("jason gets an answer")
        .until(() -> bookinfo.get(RATINGS, AS_JASON).status() == 200);
    Instant asked = Instant.now();
    bookinfo.get(RATINGS, AS_JASON);
    assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofSeconds(7));
  }

  @Test
  void trafficShifting() {
    bookinfo.rules("destination-rules.yaml", "all-v1.yaml");
    awaitVersions(REVIEWS, "v1");

    bookinfo.rules("reviews-half-v3.yaml");
    Patience.await("v3 answers, too")
        .until(() -> bookinfo.load(REVIEWS, REQUESTS).versions().containsKey("v3"));
    LoadResult half = bookinfo.load(REVIEWS, REQUESTS);
    assertThat(half.versions()).containsOnlyKeys("v1", "v3");
    assertThat(half.share("v3")).isCloseTo(0.5, within(Sampling.deviation(0.5, REQUESTS)));

    bookinfo.rules("reviews-v3.yaml");
    awaitVersions(REVIEWS, "v3");
  }

  @Test
  void tcpTrafficShifting() {
    bookinfo.rules("destination-rules.yaml", "tcp-all-v1.yaml");
    Patience.await("v1 takes connections").until(() -> tcpVersions(5), Set.of("v1")::equals);

    bookinfo.rules("tcp-20-v2.yaml");
    Patience.await("both take connections")
        .until(() -> tcpVersions(10), Set.of("v1", "v2")::equals);
  }

  @Test
  void requestTimeouts() {
    bookinfo.rules("destination-rules.yaml", "reviews-timeout.yaml");
    Patience.await("who waits too long gets an error")
        .until(() -> bookinfo.get(REVIEWS + "delay?ms=2000").status() == 504);
    assertThat(bookinfo.get(REVIEWS).status()).isEqualTo(200);
  }

  @Test
  void circuitBreaking() {
    bookinfo.rules("ratings-circuit-breaker.yaml");
    String slow = RATINGS + "delay?ms=100";
    Patience.await("requests are shed")
        .until(() -> bookinfo.load(slow, REQUESTS).statuses().containsKey("503"));
    assertThat(bookinfo.load(slow, REQUESTS).statuses()).containsOnlyKeys("200", "503");
    assertThat(bookinfo.count("client", "istio_requests_total", "response_flags=\"UO\""))
        .isPositive();
  }

  @Test
  void mirroring() {
    bookinfo.rules("destination-rules.yaml", "reviews-mirror.yaml");
    awaitVersions(REVIEWS, "v1");
    double before = mirrored();

    LoadResult load = bookinfo.load(REVIEWS, REQUESTS);

    assertThat(load.versions()).isEqualTo(Map.of("v1", REQUESTS));
    Patience.await("each request has a copy").until(() -> mirrored() >= before + REQUESTS);
  }

  @Test
  void ingressGateways() {
    bookinfo.rules("ingress.yaml");
    Patience.await("the gateway routes")
        .until(() -> bookinfo.get("istio-ingressgateway/reviews").status() == 200);
    assertThat(bookinfo.get("istio-ingressgateway/static/a").status()).isEqualTo(200);
    assertThat(bookinfo.get("istio-ingressgateway/admin").status()).isEqualTo(404);
  }

  @Test
  void secureGateways(TestNamespace namespace) throws IOException {
    Authority authority = Authority.create();
    X509Bundle user = authority.issue("user");
    namespace.apply(
        authority.secret(namespace.name(), "bookinfo-credential", authority.issue(HOST)));
    Pod gateway = namespace.awaitPods("istio-ingressgateway", 1).getFirst();
    try (IngressDial dial = IngressDial.to(namespace, gateway, HTTPS, authority)) {
      bookinfo.rules("ingress-tls.yaml");
      Patience.await("the gateway shows its certificate")
          .ignoreExceptions()
          .until(() -> dial.get(HOST, null).contains(" 200 "));

      bookinfo.rules("ingress-mutual-tls.yaml");
      Patience.await("strangers are turned away").until(() -> refuses(dial));
      assertThat(dial.get(HOST, user)).contains(" 200 ");
      assertThatThrownBy(() -> dial.get(HOST, Authority.create().issue("user")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void egress() {
    String edition = "edition.example.com/";
    assertThat(bookinfo.client().run("get", "http://" + edition).exitCode()).isNotZero();

    bookinfo.rule(
        "egress-service-entry.yaml",
        "OUTSIDE",
        "echo.%s.svc.cluster.local".formatted(outside.name()));
    Patience.await("the name is known and answers")
        .ignoreExceptions()
        .until(() -> bookinfo.get(edition).status() == 200);
    assertThat(atEgress()).isZero();

    bookinfo.rules("egress-gateway.yaml");
    Patience.await("requests pass the egress gateway")
        .until(() -> bookinfo.get(edition).status() == 200 && atEgress() > 0);
    double before = atEgress();
    assertThat(bookinfo.load(edition, REQUESTS).statuses()).isEqualTo(Map.of("200", REQUESTS));
    Patience.await("each was counted there").until(() -> atEgress() == before + REQUESTS);
  }

  private static boolean refuses(IngressDial dial) {
    try {
      dial.get(HOST, null);
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static void awaitVersions(String url, String only) {
    Patience.await(only + " alone answers at " + url)
        .until(() -> bookinfo.load(url, REQUESTS).versions().equals(Map.of(only, REQUESTS)));
  }

  /** The versions that answered some connections, one after the other. */
  private static Set<String> tcpVersions(int connections) throws IOException {
    Set<String> versions = new TreeSet<>();
    for (int i = 0; i < connections; i++) {
      CommandResult talk = bookinfo.client().run("talk", "tcp-echo:9000", "marker", "--greeted");
      String greeting = new ObjectMapper().readTree(talk.output()).path("greeting").asText();
      versions.add(greeting.replaceFirst("^ratings-(v[12])-.*", "$1"));
    }
    return versions;
  }

  private static double mirrored() {
    return bookinfo.atReviews("v2", "istio_requests_total", "reporter=\"destination\"");
  }

  private static double atEgress() {
    return bookinfo.count(
        "istio-egressgateway",
        "istio_requests_total",
        "destination_service=\"edition.example.com\"");
  }
}
