package io.meshwright.runtime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.serving.ServingIdentity;
import io.meshwright.runtime.serving.ServingKeyManager;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.runtime.webhook.validate.ValidationReview;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookServerTest {

  private final Vertx vertx = Vertx.vertx();
  private final CertificateAuthority authority = TestCa.authority(InstantSource.system());
  private final ObjectMapper json = new ObjectMapper();
  private WebhookServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    ServingIdentity identity =
        new ServingIdentity(authority, List.of("localhost"), InstantSource.system());
    server =
        WebhookServer.start(
            vertx,
            0,
            new ServingKeyManager(identity),
            Map.of("/inject", Admissions::allow, "/validate", new ValidationReview(this::check)));
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", authority.roots().getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private List<String> check(
      ResourceKind kind, io.fabric8.kubernetes.api.model.GenericKubernetesResource resource)
      throws ConfigException {
    String name =
        kind.kind()
            + " "
            + resource.getMetadata().getNamespace()
            + "/"
            + resource.getMetadata().getName();
    if (resource.getMetadata().getName().equals("bad")) {
      throw new ConfigException(new ConfigError(name, "spec.hosts", "", "at least one host"));
    }
    return List.of(
        new ConfigError(name, "spec.extra", "an unknown field", "a field of the API").message());
  }

  @Test
  void reviewIsAnsweredUnderItsUid() throws Exception {
    JsonNode answer = json.readTree(post("/inject", review("v1", "Pod", "a")).body());
    assertThat(answer.path("kind").asText()).isEqualTo("AdmissionReview");
    assertThat(answer.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
    assertThat(answer.at("/response/uid").asText()).isEqualTo("u-1");
    assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
  }

  @Test
  void pathWithClusterAndNetworkReachesTheInjector() throws Exception {
    assertThat(post("/inject/cluster/east/net/net1", review("v1", "Pod", "a")).statusCode())
        .isEqualTo(200);
    assertThat(post("/injected", review("v1", "Pod", "a")).statusCode()).isEqualTo(404);
  }

  @Test
  void badVirtualServiceIsRefusedByField() throws Exception {
    JsonNode answer =
        json.readTree(
            post("/validate", review("networking.istio.io/v1", "VirtualService", "bad")).body());
    assertThat(answer.at("/response/allowed").asBoolean(true)).isFalse();
    assertThat(answer.at("/response/status/message").asText())
        .isEqualTo(
            "VirtualService shop/bad: spec.hosts: found nothing, expected at least one host");
  }

  @Test
  void unknownFieldIsAWarning() throws Exception {
    JsonNode answer =
        json.readTree(
            post("/validate", review("networking.istio.io/v1", "VirtualService", "good")).body());
    assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
    assertThat(answer.at("/response/warnings/0").asText()).contains("spec.extra");
  }

  @Test
  void kindsThatAreNotReadPass() throws Exception {
    JsonNode answer =
        json.readTree(
            post("/validate", review("networking.istio.io/v1", "EnvoyFilter", "bad")).body());
    assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
  }

  @Test
  void textThatIsNoReviewIsRefused() throws Exception {
    assertThat(post("/inject", "{").statusCode()).isEqualTo(400);
    assertThat(post("/inject", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/inject", "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void hugeReviewIsRefused() throws Exception {
    assertThat(statusOrCutOff("x".repeat(9 * 1024 * 1024))).isEqualTo(413);
  }

  @Test
  void onlyPostIsAnswered() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/inject")).GET().build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
  }

  /** The server may close the connection before the client has sent everything. */
  private int statusOrCutOff(String body) throws InterruptedException {
    try {
      return post("/inject", body).statusCode();
    } catch (IOException _) {
      return 413;
    }
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private static String review(String apiVersion, String kind, String name) {
    return """
    {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
     "request": {"uid": "u-1", "operation": "CREATE", "namespace": "shop",
       "object": {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}, "spec": {}}}}
    """
        .formatted(apiVersion, kind, name);
  }
}
