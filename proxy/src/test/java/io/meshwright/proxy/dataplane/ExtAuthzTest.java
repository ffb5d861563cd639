package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Answer;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Body;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Failure;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Question;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.snapshot.HeaderValue;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExtAuthzTest {
  private static final String LISTENER = "http";
  private static final Failure DENY = new Failure(false, false, 403);

  private static StringMatcher exactly(String name) {
    return new StringMatcher.Exact(name, false);
  }

  private static ExternalAuthorization config(Failure failure, @Nullable Body body) {
    return new ExternalAuthorization(
        new Service.Http(
            new Question(
                "authz",
                Duration.ofSeconds(5),
                "/check",
                List.of(exactly("x-user"), exactly("x-secret")),
                List.of(exactly("x-secret")),
                List.of(new HeaderValue("x-asked-by", "mesh"))),
            new Answer(
                List.of(exactly("x-identity")),
                List.of(),
                List.of(exactly("x-reason")),
                List.of(exactly("x-granted")),
                List.of())),
        failure,
        body,
        Fraction.ALL,
        false);
  }

  /** Answers questions for users whose name begins with {@code good}. */
  private static Upstream service() throws IOException {
    return new Upstream(
        (up, client) -> {
          while (true) {
            String head = up.head(client);
            if (head.isEmpty()) {
              return;
            }
            String body = up.body(client, head);
            client.send(
                head.contains("x-user: good") || body.startsWith("good")
                    ? "HTTP/1.1 200 OK\r\nx-identity: someone\r\nx-granted: yes\r\n"
                        + "x-internal: 1\r\ncontent-length: 0\r\n\r\n"
                    : "HTTP/1.1 401 No\r\nx-reason: unknown\r\nx-internal: 1\r\n"
                        + "www-authenticate: Bearer\r\ncontent-length: 7\r\n\r\nwho? no");
          }
        });
  }

  private static ProxyUnderTest proxy(
      Upstream upstream, Upstream service, ExternalAuthorization config) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.cluster("authz", service.address()))
        .with(
            Gen.listener(
                LISTENER,
                Gen.http(
                    List.of(HttpFilter.of("authz", new HttpFilterConfig.ExtAuthz(config))),
                    Gen.route("up"))))
        .serve();
  }

  @Test
  void aRequestThatMayPassCarriesWhatTheServiceSaid() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream service = service();
        ProxyUnderTest proxy = proxy(upstream, service, config(DENY, null));
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "POST /x?y HTTP/1.1\r\nhost: t\r\nx-user: good\r\nx-secret: 1\r\nauthorization: b\r\n"
              + "x-identity: forged\r\ncontent-length: 4\r\n\r\nbody");
      RawClient.Response response = client.read();
      assertThat(response.body()).isEqualTo("abody");
      assertThat(response.header("x-granted")).isEqualTo("yes");
      assertThat(service.heads().getFirst())
          .startsWith("POST /check/x?y HTTP/1.1\n")
          .contains("host: t\n", "x-user: good\n", "authorization: b\n", "x-asked-by: mesh\n")
          .contains("content-length: 0\n")
          .doesNotContain("x-secret", "x-identity");
      assertThat(upstream.heads().getFirst())
          .contains("x-identity: someone\n")
          .doesNotContain("forged", "x-internal");
    }
  }

  @Test
  void aRequestThatIsDeniedGetsTheServicesAnswer() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream service = service();
        ProxyUnderTest proxy = proxy(upstream, service, config(DENY, null));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("who? no");
      assertThat(response.header("x-reason")).isEqualTo("unknown");
      assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(response.header("x-internal")).isEmpty();
      assertThat(upstream.requests()).isZero();
      assertThat(proxy.metric("envoy_http_ext_authz_denied")).isOne();
    }
  }

  @Test
  void whileTheServiceIsAwayRequestsAreDeniedUnlessConfigured() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream broken = new Upstream((up, client) -> assertThat(up.head(client)).isNotEmpty());
        ProxyUnderTest strict = proxy(upstream, broken, config(DENY, null));
        ProxyUnderTest lax = proxy(upstream, broken, config(new Failure(true, true, 403), null));
        RawClient first = strict.connect(LISTENER);
        RawClient second = lax.connect(LISTENER)) {
      assertThat(first.get("/").read().status()).isEqualTo(403);
      assertThat(upstream.requests()).isZero();
      assertThat(second.get("/").read().status()).isEqualTo(200);
      assertThat(upstream.heads().getFirst()).contains("x-envoy-auth-failure-mode-allowed: true");
    }
  }

  @Test
  void theBodyIsPartOfTheQuestionAndReachesTheApplicationToo() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream service = service();
        ProxyUnderTest proxy = proxy(upstream, service, config(DENY, new Body(6, true, false)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 12\r\n\r\ngood body, 1");
      assertThat(client.read().body()).isEqualTo("agood body, 1");
      assertThat(service.heads().getFirst()).contains("content-length: 6\n");
    }
  }

  @Test
  void aBodyTooLongForTheQuestionIsRefused() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        Upstream service = service();
        ProxyUnderTest proxy = proxy(upstream, service, config(DENY, new Body(6, false, false)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 12\r\n\r\ngood body, 1");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(service.requests()).isZero();
      assertThat(upstream.requests()).isZero();
    }
  }
}
