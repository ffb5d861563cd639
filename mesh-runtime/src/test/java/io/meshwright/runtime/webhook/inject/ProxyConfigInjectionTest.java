package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ProxyConfigs change in pods, and which of them wins (istio-features PC1). */
final class ProxyConfigInjectionTest {

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  private void proxyConfig(String namespace, String name, String spec) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1beta1
            kind: ProxyConfig
            metadata: {name: %s, namespace: %s, creationTimestamp: "2026-01-0%sT00:00:00Z"}
            spec: %s
            """
                .formatted(name, namespace, name.substring(name.length() - 1), spec)));
  }

  @Test
  void nearerOnesWin() throws Exception {
    assertThat(concurrency()).as("the mesh's default").isEqualTo(2);
    proxyConfig("istio-system", "mesh-1", "{concurrency: 3}");
    assertThat(concurrency()).isEqualTo(3);
    proxyConfig("shop", "all-1", "{concurrency: 4}");
    assertThat(concurrency()).isEqualTo(4);
    assertThat(concurrency(Map.of(Annotations.PROXY_CONFIG, "concurrency: 5"))).isEqualTo(5);
    proxyConfig("shop", "cart-1", "{concurrency: 0, selector: {matchLabels: {app: cart}}}");
    assertThat(concurrency(Map.of(Annotations.PROXY_CONFIG, "concurrency: 5"))).isZero();
  }

  @Test
  void oldestOfALevelWinsAndOthersAreNotMeant() throws Exception {
    proxyConfig("shop", "young-2", "{concurrency: 7}");
    proxyConfig("shop", "old-1", "{concurrency: 6}");
    proxyConfig("lab", "other-1", "{concurrency: 8}");
    proxyConfig("shop", "other-1", "{concurrency: 9, selector: {matchLabels: {app: web}}}");
    assertThat(concurrency()).isEqualTo(6);
  }

  @Test
  void variablesOfAllLevelsReachTheProxy() throws Exception {
    proxyConfig("istio-system", "mesh-1", "{environmentVariables: {A: mesh, B: mesh}}");
    proxyConfig(
        "shop",
        "cart-1",
        "{environmentVariables: {B: cart, POD_NAME: x}, selector: {matchLabels: {app: cart}}}");

    assertThat(proxy(Map.of()).getEnv())
        .filteredOn(variable -> List.of("A", "B").contains(variable.getName()))
        .extracting(EnvVar::getValue)
        .containsExactly("mesh", "cart");
    assertThat(proxy(Map.of()).getEnv())
        .filteredOn(variable -> variable.getName().equals("POD_NAME"))
        .as("what the proxy needs is not for users to say")
        .singleElement()
        .extracting(EnvVar::getValue)
        .isNull();
    assertThat(config(Map.of()).at("/proxyMetadata/B").asText()).isEqualTo("cart");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop         | {concurrency: -1}                          | spec.concurrency
          shop         | {concurrency: many}                        | spec.concurrency
          shop         | {image: {imageType: debug}}                | spec.image.imageType
          shop         | {environmentVariables: {a b: c}}           | spec.environmentVariables[a b]
          istio-system | {selector: {matchLabels: {app: cart}}}     | spec.selector
          """)
  void whatCannotHoldIsNamed(String namespace, String spec, String field) {
    proxyConfig(namespace, "bad-1", spec);
    assertThat(discovery.errors().values())
        .singleElement()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(ConfigError.class))
        .extracting(ConfigError::fieldPath)
        .containsExactly(field);
  }

  private int concurrency() throws Exception {
    return concurrency(Map.of());
  }

  private int concurrency(Map<String, String> annotations) throws Exception {
    return config(annotations).path("concurrency").asInt(-1);
  }

  private JsonNode config(Map<String, String> annotations)
      throws ConfigException, JsonProcessingException {
    String json =
        proxy(annotations).getEnv().stream()
            .filter(variable -> variable.getName().equals("PROXY_CONFIG"))
            .findFirst()
            .orElseThrow()
            .getValue();
    return new ObjectMapper().readTree(json);
  }

  private Container proxy(Map<String, String> annotations) throws ConfigException {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("cart-1")
            .withLabels(Map.of("app", "cart"))
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("cart")
            .endContainer()
            .endSpec()
            .build();
    InjectionConfig config = Injections.config("").with(discovery.model().proxyConfigs());
    return new SidecarInjector(config)
        .inject(pod, "shop").pod().getSpec().getInitContainers().stream()
            .filter(container -> container.getName().equals(ProxyPod.CONTAINER))
            .findFirst()
            .orElseThrow();
  }
}
