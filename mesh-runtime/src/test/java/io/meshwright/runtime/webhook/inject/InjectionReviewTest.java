package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InjectionReviewTest {

  private final ObjectMapper json = new ObjectMapper();
  private final InjectionReview review =
      new InjectionReview(() -> Optional.of(Injections.config("")));

  @Test
  void podIsPatched() throws Exception {
    Pod pod = pod(Map.of());
    AdmissionResponse response = review.review(request(pod));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getUid()).isEqualTo("u-1");
    assertThat(response.getPatchType()).isEqualTo("JSONPatch");
    Pod injected =
        json.treeToValue(
            JsonPatch.apply(
                json.readTree(Base64.getDecoder().decode(response.getPatch())),
                json.valueToTree(pod)),
            Pod.class);
    assertThat(injected.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("istio-init", "istio-proxy");
  }

  @Test
  void podThatOptsOutStaysAsItIs() {
    AdmissionResponse response =
        review.review(request(pod(Map.of("sidecar.istio.io/inject", "false"))));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getPatch()).isNull();
  }

  @Test
  void badAnnotationDeniesThePodByName() {
    Pod pod = pod(Map.of());
    pod.getMetadata().setAnnotations(Map.of("sidecar.istio.io/proxyCPU", "many"));
    AdmissionResponse response = review.review(request(pod));
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage())
        .contains(
            "Pod shop/cart: metadata.annotations[sidecar.istio.io/proxyCPU]: found many, expected a"
                + " quantity");
  }

  @Test
  void podWaitsUntilTheConfigurationWasRead() {
    AdmissionResponse response =
        new InjectionReview(Optional::empty).review(request(pod(Map.of())));
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage())
        .isEqualTo("the injection configuration is not available yet");
  }

  @Test
  void whatIsNoPodPasses() {
    assertThat(review.review(request(new ConfigMap())).getAllowed()).isTrue();
  }

  private static AdmissionRequest request(KubernetesResource object) {
    AdmissionRequest request = new AdmissionRequest();
    request.setUid("u-1");
    request.setNamespace("shop");
    request.setObject(object);
    return request;
  }

  private static Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("cart")
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app")
        .endContainer()
        .endSpec()
        .build();
  }
}
