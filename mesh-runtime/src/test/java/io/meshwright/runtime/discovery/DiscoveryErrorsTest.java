package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.TrustDomain;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class DiscoveryErrorsTest {
  private final Discovery discovery =
      new Discovery(
          new MeshSettings(
              "default",
              "Kubernetes",
              "",
              TrustDomain.DEFAULT,
              "istio-system",
              "cluster.local",
              MeshSettings.MeshConfig.DEFAULT));

  @Test
  void unknownFieldIsNamedWhereItIs() {
    apply("{name: a, retires: {}, route: [{destination: {host: reviews, sub: v1}}]}");

    assertThat(remarks(discovery.remarks()))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith(
                        "routes.yaml: VirtualService shop/reviews: spec.http[0].retires:"
                            + " found an unknown field, expected one of: corsPolicy, "),
            second ->
                assertThat(second)
                    .isEqualTo(
                        "routes.yaml: VirtualService shop/reviews:"
                            + " spec.http[0].route[0].destination.sub:"
                            + " found an unknown field, expected one of: host, port, subset"));
    assertThat(discovery.errors()).isEmpty();
  }

  @Test
  void fieldOfTheMeshConfigurationWithoutEffectIsNamed() {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "connectTimeout: 3s\\nenableTracing: true"}
            """));

    assertThat(discovery.model().settings().meshConfig().connectTimeout())
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(remarks(discovery.remarks()))
        .singleElement()
        .asString()
        .startsWith(
            "ConfigMap istio-system/istio: data.mesh.enableTracing:"
                + " found a field without effect, expected nothing");
  }

  @Test
  void valueOfAnotherTypeIsShown() {
    apply("{route: [{destination: {host: [reviews]}}]}");

    assertThat(messages(discovery.errors()))
        .containsExactly(
            "routes.yaml: VirtualService shop/reviews: spec.http[0].route[0].destination.host:"
                + " found [\"reviews\"], expected a text");
  }

  @Test
  void fieldThatIsNoObjectIsShown() {
    apply("{route: [{destination: reviews}]}");

    assertThat(messages(discovery.errors()))
        .containsExactly(
            "routes.yaml: VirtualService shop/reviews: spec.http[0].route[0].destination:"
                + " found \"reviews\", expected an object");
  }

  private void apply(String http) {
    GenericKubernetesResource resource =
        Serialization.unmarshal(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, namespace: shop}
            spec: {hosts: [reviews], http: [%s]}
            """
                .formatted(http),
            GenericKubernetesResource.class);
    discovery.apply(
        List.of(
            new ResourceChange.Upserted(
                ResourceRef.of(ResourceKind.VIRTUAL_SERVICE, resource), resource, "routes.yaml")));
  }

  private static List<String> messages(SortedMap<ResourceRef, List<ConfigError>> errors) {
    return errors.values().stream().flatMap(List::stream).map(ConfigError::message).toList();
  }

  private static List<String> remarks(SortedMap<ResourceRef, List<Remark>> remarks) {
    return remarks.values().stream()
        .flatMap(List::stream)
        .map(remark -> remark.error().message())
        .toList();
  }
}
