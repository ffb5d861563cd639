package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.CorsPolicy;
import io.meshwright.proxy.snapshot.FaultPolicy;
import io.meshwright.proxy.snapshot.FaultPolicy.Abort;
import io.meshwright.proxy.snapshot.FaultPolicy.Delay;
import io.meshwright.proxy.snapshot.FaultPolicy.Status;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FaultAndCorsTest {
  private static final String LISTENER = "http";
  private static final String FAULT = "envoy.filters.http.fault";
  private static final String CORS = "envoy.filters.http.cors";
  private static final FaultPolicy NO_FAULT = fault(null, null);

  private static FaultPolicy fault(@Nullable Delay delay, @Nullable Abort abort) {
    return new FaultPolicy(delay, abort, "", List.of(), List.of(), null);
  }

  private static CorsPolicy cors(boolean forwardUnmatched) {
    return new CorsPolicy(
        List.of(new StringMatcher.Exact("https://good.test", false)),
        "GET,POST",
        "*",
        "x-exposed",
        "60",
        true,
        null,
        forwardUnmatched,
        Fraction.ALL);
  }

  private static Route route(String filter, RouteFilterConfig settings) {
    return Gen.withFilters(
        Gen.route("up"),
        new FilterOverrides(Map.of(filter, new FilterOverrides.Change.Settings(settings))));
  }

  private static ProxyUnderTest proxy(Upstream upstream, FaultPolicy policy, Route route) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(
            Gen.listener(
                LISTENER,
                Gen.http(
                    List.of(
                        HttpFilter.of(FAULT, new HttpFilterConfig.Fault(policy)),
                        HttpFilter.of(CORS, new HttpFilterConfig.Cors())),
                    route)))
        .serve();
  }

  @Test
  void anAbortAnswersInsteadOfTheApplication() throws Exception {
    FaultPolicy abort = fault(null, new Abort(new Status.Http(418), Fraction.ALL));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, NO_FAULT, route(FAULT, abort));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(418);
      assertThat(response.body()).isEqualTo("fault filter abort");
      assertThat(upstream.requests()).isZero();
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"FI\"") == 1);
    }
  }

  @Test
  void aGrpcClientGetsTheGrpcStatus() throws Exception {
    FaultPolicy abort = fault(null, new Abort(new Status.Grpc(14), Fraction.ALL));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, abort, Gen.route("up"));
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "POST / HTTP/1.1\r\nhost: t\r\ncontent-type: application/grpc\r\n"
              + "content-length: 0\r\n\r\n");
      RawClient.Response response = client.read(false);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("grpc-status")).isEqualTo("14");
      assertThat(response.header("grpc-message")).isEqualTo("fault filter abort");
    }
  }

  @Test
  void aDelayedRequestArrivesWholeAndLater() throws Exception {
    FaultPolicy delay = fault(new Delay(Duration.ofMillis(150), Fraction.ALL), null);
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, delay, Gen.route("up"));
        RawClient client = proxy.connect(LISTENER)) {
      long start = System.nanoTime();
      client.send("POST / HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
      client.send("2\r\nde\r\n0\r\nx-end: yes\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("aabcde[x-end: yes]");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"DI\"") == 1);
    }
  }

  @Test
  void aClientThatLeavesDuringADelayLeavesNothingBehind() throws Exception {
    FaultPolicy delay = fault(new Delay(Duration.ofMinutes(1), Fraction.ALL), null);
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, delay, Gen.route("up"))) {
      try (RawClient client = proxy.connect(LISTENER)) {
        client.send("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 10\r\n\r\nabc");
      }
    }
  }

  @Test
  void headersOfTheRequestSteerTheFaultWhereTheyMay() throws Exception {
    FaultPolicy byHeader = fault(null, new Abort(new Status.ByHeader(), Fraction.ALL));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, byHeader, Gen.route("up"));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      client.send("GET / HTTP/1.1\r\nhost: t\r\nx-envoy-fault-abort-request: 503\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(503);
      client.send(
          "GET / HTTP/1.1\r\nhost: t\r\nx-envoy-fault-abort-request: 503\r\n"
              + "x-envoy-fault-abort-request-percentage: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void noMoreFaultsAreActiveThanAllowed() throws Exception {
    FaultPolicy none =
        new FaultPolicy(
            null, new Abort(new Status.Http(500), Fraction.ALL), "", List.of(), List.of(), 0L);
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, none, Gen.route("up"));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void aDisabledFilterTakesNoPart() throws Exception {
    FaultPolicy abort = fault(null, new Abort(new Status.Http(500), Fraction.ALL));
    Route route =
        Gen.withFilters(
            Gen.route("up"),
            new FilterOverrides(Map.of(FAULT, new FilterOverrides.Change.Disabled())));
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, abort, route);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void aPreflightFromAWelcomeOriginIsAnsweredHere() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, NO_FAULT, route(CORS, cors(true)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send(preflight("https://good.test"));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("access-control-allow-origin")).isEqualTo("https://good.test");
      assertThat(response.header("access-control-allow-methods")).isEqualTo("GET,POST");
      assertThat(response.header("access-control-allow-headers")).isEqualTo("x-asked");
      assertThat(response.header("access-control-max-age")).isEqualTo("60");
      assertThat(response.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(upstream.requests()).isZero();
    }
  }

  @Test
  void aPreflightFromElsewhereIsForwardedOrAnsweredWithoutAllowance() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest forwarding = proxy(upstream, NO_FAULT, route(CORS, cors(true)));
        ProxyUnderTest ignoring = proxy(upstream, NO_FAULT, route(CORS, cors(false)));
        RawClient first = forwarding.connect(LISTENER);
        RawClient second = ignoring.connect(LISTENER)) {
      first.send(preflight("https://bad.test"));
      assertThat(first.read().body()).isEqualTo("a");
      second.send(preflight("https://bad.test"));
      RawClient.Response response = second.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
      assertThat(response.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void answersToAWelcomeOriginAreMarked() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, NO_FAULT, route(CORS, cors(true)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET / HTTP/1.1\r\nhost: t\r\norigin: https://good.test\r\n\r\n");
      RawClient.Response good = client.read();
      assertThat(good.header("access-control-allow-origin")).isEqualTo("https://good.test");
      assertThat(good.header("access-control-expose-headers")).isEqualTo("x-exposed");
      client.send("GET / HTTP/1.1\r\nhost: t\r\norigin: https://bad.test\r\n\r\n");
      assertThat(client.read().header("access-control-allow-origin")).isEmpty();
    }
  }

  private static String preflight(String origin) {
    return "OPTIONS / HTTP/1.1\r\nhost: t\r\norigin: "
        + origin
        + "\r\naccess-control-request-method: POST\r\n"
        + "access-control-request-headers: x-asked\r\n\r\n";
  }
}
