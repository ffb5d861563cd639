package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With discovery selectors, what lives in other namespaces does not exist (istio-features MC7). */
final class DiscoverySelectorsTest {

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @BeforeEach
  void servicesExist() {
    for (String namespace : List.of("shop", "lab", "istio-system")) {
      apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: cart, namespace: %s}
          spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
          ---
          apiVersion: networking.istio.io/v1
          kind: VirtualService
          metadata: {name: cart, namespace: %s}
          spec: {hosts: [cart], http: nothing}
          """
              .formatted(namespace, namespace));
    }
    namespace("shop", "mesh: blue, team: web");
    namespace("lab", "team: science");
  }

  @Test
  void withoutSelectorsAllNamespacesAreSeen() {
    assertThat(seen()).containsExactly("istio-system", "lab", "shop");
    select("[]");
    assertThat(seen()).containsExactly("istio-system", "lab", "shop");
  }

  @Test
  void onlySelectedNamespacesAndTheMeshsOwnAreSeen() {
    select("[{matchLabels: {mesh: blue}}]");
    assertThat(seen()).containsExactly("istio-system", "shop");
    assertThat(discovery.errors().keySet())
        .as("nor is what is wrong elsewhere")
        .extracting(ResourceRef::namespace)
        .containsExactly("istio-system", "shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{matchLabels: {mesh: blue}}, {matchLabels: {team: science}}]                  | lab shop
          [{matchLabels: {mesh: blue, team: science}}]                                   | ''
          [{matchExpressions: [{key: team, operator: In, values: [science, art]}]}]      | lab
          [{matchExpressions: [{key: mesh, operator: NotIn, values: [blue]}]}]           | lab
          [{matchExpressions: [{key: mesh, operator: Exists}]}]                          | shop
          [{matchExpressions: [{key: mesh, operator: DoesNotExist}]}]                    | lab
          [{matchLabels: {kubernetes.io/metadata.name: lab}}]                            | lab
          [{}]                                                                           | lab shop
          """)
  void selectorsAreAlternativesAndTheirPartsRequirements(String selectors, String expected) {
    select(selectors);
    assertThat(String.join(" ", seen()).replaceFirst("istio-system ?", "")).isEqualTo(expected);
  }

  @Test
  void aNamespaceIsSeenFromItsLabelOnAndUntilItIsTakenOff() {
    select("[{matchLabels: {mesh: blue}}]");
    namespace("lab", "mesh: blue");
    assertThat(seen()).containsExactly("istio-system", "lab", "shop");
    namespace("shop", "mesh: red");
    assertThat(seen()).containsExactly("istio-system", "lab");

    discovery.apply(MeshYaml.deleted(ResourceKind.NAMESPACE, "", "lab"));
    assertThat(seen()).containsExactly("istio-system");
    discovery.apply(MeshYaml.deleted(ResourceKind.MESH_CONFIG, "istio-system", "istio"));
    assertThat(seen()).containsExactly("istio-system", "lab", "shop");
  }

  @Test
  void whatChangesUnseenIsThereWhenItIsSeen() {
    select("[{matchLabels: {mesh: blue}}]");
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: new, namespace: lab}
        spec: {clusterIP: 10.96.0.2, ports: [{port: 80}]}
        """);
    discovery.apply(MeshYaml.deleted(ResourceKind.SERVICE, "lab", "cart"));
    assertThat(seen()).containsExactly("istio-system", "shop");
    namespace("lab", "mesh: blue");
    assertThat(seen()).containsExactly("istio-system", "lab", "shop");
    assertThat(discovery.model().services())
        .extracting(service -> service.key().host().name())
        .contains("new.lab.svc.cluster.local")
        .doesNotContain("cart.lab.svc.cluster.local");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blue                                                        | discoverySelectors
          [{labels: {mesh: blue}}]                                    | discoverySelectors[0].labels
          [{}, {matchExpressions: [{operator: Exists}]}]              | discoverySelectors[1].matchExpressions[0].key
          [{matchExpressions: [{key: a, operator: Like}]}]            | discoverySelectors[0].matchExpressions[0].operator
          [{matchExpressions: [{key: a, operator: In}]}]              | discoverySelectors[0].matchExpressions[0].values
          [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}] | discoverySelectors[0].matchExpressions[0].values
          """)
  void aBadSelectorIsNamedAndTheLastGoodOnesStay(String selectors, String field) {
    select("[{matchLabels: {mesh: blue}}]");
    select(selectors);
    assertThat(
            Optional.ofNullable(
                discovery
                    .errors()
                    .get(new ResourceRef(ResourceKind.MESH_CONFIG, "istio-system", "istio"))))
        .hasValueSatisfying(
            errors ->
                assertThat(errors)
                    .extracting(ConfigError::fieldPath)
                    .containsExactly("data.mesh." + field));
    assertThat(seen()).containsExactly("istio-system", "shop");
  }

  private List<String> seen() {
    return discovery.model().services().stream()
        .map(service -> service.key().namespace())
        .distinct()
        .sorted()
        .toList();
  }

  private void select(String selectors) {
    apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            discoverySelectors: %s
        """
            .formatted(selectors));
  }

  private void namespace(String name, String labels) {
    apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s, labels: {%s}}
        """
            .formatted(name, labels));
  }

  private void apply(String documents) {
    discovery.apply(MeshYaml.upserted(documents));
  }
}
