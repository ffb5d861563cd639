package io.meshwright.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.certificate.Renewal;
import io.meshwright.operator.certificate.ServedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {

  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    ServedCertificate certificate = new ServedCertificate();
    certificate.set(
        new Renewal(new CertificateMaker(new SecureRandom()), List.of("localhost"))
            .next(null, Instant.now())
            .orElseThrow()
            .serving());
    server =
        MetricsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            certificate,
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
