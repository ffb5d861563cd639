package io.meshwright.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {

  private Instant now = Instant.now();
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        MetricsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of("localhost"),
            () -> now,
            token ->
                switch (token) {
                  case "reader" -> Gatekeeper.Verdict.ADMITTED;
                  case "stranger" -> Gatekeeper.Verdict.FORBIDDEN;
                  default -> Gatekeeper.Verdict.UNKNOWN;
                },
            () -> "figures 1\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("LC-B8: metrics are refused without a token that may read them")
  void refusesWhoeverMayNotRead() throws Exception {
    assertThat(get("/metrics", null).statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "nonsense").statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "stranger").statusCode()).isEqualTo(403);
    assertThat(get("/other", null).statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("LC-B8: metrics are served to a token that may read them")
  void servesTheReader() throws Exception {
    HttpResponse<String> answer = get("/metrics", "reader");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("figures 1\n");
    assertThat(get("/other", "reader").statusCode()).isEqualTo(404);
  }

  @Test
  void theCertificateIsRenewedAtHalfItsLife() throws Exception {
    Instant first = server.certificateExpiry();
    now = now.plus(Duration.ofDays(44));
    assertThat(certificate()).isEqualTo(first);
    now = now.plus(Duration.ofDays(2));

    assertThat(certificate()).isEqualTo(server.certificateExpiry()).isAfter(first);
  }

  private Instant certificate() throws Exception {
    return ((X509Certificate)
            get("/metrics", "reader").sslSession().orElseThrow().getPeerCertificates()[0])
        .getNotAfter()
        .toInstant();
  }

  private HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(Unverified.context()).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
