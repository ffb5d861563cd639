package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.certificate.OwnMaterial;
import io.meshwright.operator.certificate.Renewal;
import io.meshwright.operator.certificate.ServedCertificate;
import io.meshwright.operator.config.OperatorConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook over TLS, as the API server calls it. */
final class AdmissionServerTest {

  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "42", "operation": "CREATE",
        "kind": {"group": "meshwright.io", "version": "v1alpha1", "kind": "MeshInstallation"},
        "resource": {"group": "meshwright.io", "version": "v1alpha1", "resource": "meshinstallations"},
        "userInfo": {"username": "alice"},
        "object": {"apiVersion": "meshwright.io/v1alpha1", "kind": "MeshInstallation",
          "metadata": {"name": "default"}, "spec": {"version": "7.7.7", "unknown": true}}}}
      """;

  private final Renewal renewal =
      new Renewal(new CertificateMaker(new SecureRandom()), List.of("localhost"));
  private final OwnMaterial material = renewal.next(null, Instant.now()).orElseThrow();
  private final ServedCertificate served = new ServedCertificate();
  private final Vertx vertx = Vertx.vertx();
  private @Nullable OperatorReview review =
      new OperatorReview(
          new AdmissionRules(
              new FakeCluster(),
              OperatorConfig.of("meshwright-system", Map.of()),
              new KubernetesSerialization()),
          new KubernetesSerialization(),
          "meshwright-system");
  private AdmissionServer server;

  @BeforeEach
  void start() throws Exception {
    served.set(material.serving());
    server = AdmissionServer.start(vertx, 0, served, () -> Optional.ofNullable(review));
  }

  @AfterEach
  void stop() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("root", material.roots().getFirst());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static X509Certificate leaf(HttpResponse<String> response) throws Exception {
    return (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  @Test
  void answersWithTheUidAndTheReason() throws Exception {
    HttpResponse<String> response = post("/validate", REVIEW);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"uid\":\"42\"", "\"allowed\":false")
        .contains("MeshInstallation default: spec.version: found 7.7.7, expected one of");
  }

  @Test
  void aRenewedCertificateIsServedFromTheNextConnectionOn() throws Exception {
    assertThat(leaf(post("/validate", REVIEW))).isEqualTo(material.serving().leaf());
    OwnMaterial renewed =
        renewal.next(material, Instant.now().plusSeconds(61L * 24 * 3600)).orElseThrow();
    OwnMaterial valid =
        new Renewal(new CertificateMaker(new SecureRandom()), List.of("localhost", "127.0.0.1"))
            .next(material, Instant.now())
            .orElseThrow();
    assertThat(renewed.roots()).isEqualTo(valid.roots());
    served.set(valid.serving());
    assertThat(leaf(post("/validate", REVIEW))).isEqualTo(valid.serving().leaf());
  }

  @Test
  void whatCannotBeJudgedIsNotAnswered() throws Exception {
    assertThat(post("/elsewhere", REVIEW).statusCode()).isEqualTo(404);
    assertThat(post("/validate", "{").statusCode()).isEqualTo(400);
    assertThat(post("/validate", "{}").statusCode()).isEqualTo(400);
    review = null;
    assertThat(post("/validate", REVIEW).statusCode()).isEqualTo(503);
  }
}
