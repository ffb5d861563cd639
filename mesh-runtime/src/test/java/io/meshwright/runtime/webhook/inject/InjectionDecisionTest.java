package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of istio-features I2, in their order. */
final class InjectionDecisionTest {

  private static final String INJECT = "sidecar.istio.io/inject";

  @Test
  void podOnTheHostNetworkIsLeftAlone() {
    Pod pod = pod(Map.of(INJECT, "true"));
    pod.getSpec().setHostNetwork(true);
    assertThat(decide(pod, "shop", "")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"kube-system", "kube-public", "kube-node-lease", "local-path-storage"})
  void systemNamespacesAreLeftAlone(String namespace) {
    assertThat(decide(pod(Map.of(INJECT, "true")), namespace, "")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "True, true",
    "yes, true",
    "on, true",
    "false, false",
    "no, false",
    "maybe, false"
  })
  void labelOfThePodDecides(String value, boolean injected) {
    assertThat(decide(pod(Map.of(INJECT, value)), "shop", "policy: disabled")).isEqualTo(injected);
  }

  @Test
  void labelBeatsAnnotation() {
    Pod pod = pod(Map.of(INJECT, "false"));
    pod.getMetadata().setAnnotations(Map.of(INJECT, "true"));
    assertThat(decide(pod, "shop", "")).isFalse();
  }

  @Test
  void annotationDecidesWithoutLabel() {
    Pod pod = pod(Map.of());
    pod.getMetadata().setAnnotations(Map.of(INJECT, "false"));
    assertThat(decide(pod, "shop", "")).isFalse();
  }

  @Test
  void neverInjectBeatsAlwaysInject() {
    String values = "neverInject: [{job: batch}]\nalwaysInject: [{job: batch}]";
    assertThat(decide(pod(Map.of("job", "batch")), "shop", values)).isFalse();
    assertThat(decide(pod(Map.of("job", "other")), "shop", values)).isTrue();
  }

  @Test
  void alwaysInjectBeatsADisabledPolicy() {
    String values = "policy: disabled\nalwaysInject: [{tier: web}]";
    assertThat(decide(pod(Map.of("tier", "web")), "shop", values)).isTrue();
    assertThat(decide(pod(Map.of()), "shop", values)).isFalse();
  }

  @Test
  void podThatSaysNothingIsInjectedByDefault() {
    assertThat(decide(pod(Map.of()), "shop", "")).isTrue();
  }

  private static boolean decide(Pod pod, String namespace, String values) {
    return InjectionDecision.of(pod, namespace, Injections.config(values).values())
        instanceof InjectionDecision.Inject;
  }

  private static Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }
}
