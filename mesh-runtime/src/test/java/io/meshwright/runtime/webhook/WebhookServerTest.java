package io.meshwright.runtime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.testing.TestWebhooks;
import io.meshwright.runtime.webhook.validate.ValidationReview;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookServerTest {

  private final ObjectMapper json = new ObjectMapper();
  private TestWebhooks webhooks;

  @BeforeEach
  void start() throws Exception {
    webhooks =
        new TestWebhooks(
            Map.of("/inject", Admissions::allow, "/validate", new ValidationReview(this::check)));
  }

  @AfterEach
  void stop() {
    webhooks.close();
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
    assertThat(webhooks.get("/inject").statusCode()).isEqualTo(405);
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
    return webhooks.post(path, body);
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
