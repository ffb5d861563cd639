package io.meshwright.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.testing.TestWebhooks;
import io.meshwright.runtime.webhook.inject.InjectionConfig;
import io.meshwright.runtime.webhook.inject.InjectionReview;
import io.meshwright.runtime.webhook.validate.DiscoveryCheck;
import io.meshwright.runtime.webhook.validate.ValidationReview;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hostile resources at admission: each is answered, and the good one after it as if alone. */
final class HostileWebhookTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INJECT = "/inject";
  private TestWebhooks webhooks;

  @BeforeEach
  void start() throws Exception {
    InjectionConfig config =
        InjectionConfig.parse(
            new RevisionNames("v1"), "istio-system", "roots", "image: meshwright/proxy:1", "");
    webhooks =
        new TestWebhooks(
            Map.of(
                INJECT,
                new InjectionReview(() -> Optional.of(config)),
                ValidationReview.PATH,
                new ValidationReview(new DiscoveryCheck(MeshYaml.SETTINGS))));
  }

  @AfterEach
  void stop() {
    webhooks.close();
  }

  @Test
  void eachReviewIsAnswered() throws Exception {
    answered(ValidationReview.PATH, Specimens.ofTheMesh(), 200, 1);
    answered(INJECT, Specimens.pods(), 200, 1);
  }

  @Test
  @Tag("full")
  void eachOfThousandsOfReviewsIsAnswered() throws Exception {
    answered(ValidationReview.PATH, Specimens.ofTheMesh(), 3000, 2);
    answered(INJECT, Specimens.pods(), 2000, 2);
  }

  private void answered(String path, List<ObjectNode> specimens, int count, long seed)
      throws Exception {
    HostileResources hostile = new HostileResources(specimens, new Random(seed));
    String good = good(path, specimens.getFirst());
    for (int i = 0; i < count; i++) {
      ObjectNode resource = hostile.next("hostile-" + i);
      HttpResponse<String> answer = webhooks.post(path, review(resource));
      if (answer.statusCode() == 400) {
        // what no API server would send: it is not of the kind that it says
        assertThat(answer.body()).as("%s", resource).startsWith("not an AdmissionReview");
      } else {
        assertThat(answer.statusCode()).as("%s", resource).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/response/uid").asText()).isEqualTo("u-1");
      }
    }
    assertThat(good(path, specimens.getFirst())).as("after all of them").isEqualTo(good);
  }

  private String good(String path, ObjectNode resource) throws Exception {
    HttpResponse<String> answer = webhooks.post(path, review(resource));
    JsonNode response = JSON.readTree(answer.body()).path("response");
    assertThat(response.path("allowed").asBoolean()).as(answer.body()).isTrue();
    return answer.body();
  }

  private static String review(ObjectNode resource) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    ObjectNode request = review.putObject("request");
    request.put("uid", "u-1").put("operation", "CREATE").put("namespace", "lab");
    request.set("object", resource);
    return HostileResources.text(review);
  }
}
