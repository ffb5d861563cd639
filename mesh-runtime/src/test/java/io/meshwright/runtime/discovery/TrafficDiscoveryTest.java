package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of users: kept while they are good, and while they are not, the last good ones. */
final class TrafficDiscoveryTest {

  private static final Hostname CART = new Hostname("cart.shop.svc.cluster.local");

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @Test
  void badVirtualServiceKeepsTheLastGoodOneUntilItIsFixed() {
    virtualService("", "{name: first, route: [{destination: {host: cart}}]}");
    virtualService("", "{name: second, timeout: soon, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).contains("first");
    assertThat(messages())
        .containsExactly(
            "VirtualService shop/cart: spec.http[0].timeout: found soon, expected a duration such"
                + " as 500ms, 10s or 1h30m");

    virtualService("", "{name: third, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).contains("third");
    assertThat(messages()).isEmpty();
  }

  @Test
  void virtualServiceThatWasNeverGoodIsNotThere() {
    virtualService("", "{timeout: soon, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).isEmpty();
    assertThat(messages()).hasSize(1);
    discovery.apply(MeshYaml.deleted(ResourceKind.VIRTUAL_SERVICE, "shop", "cart"));
    assertThat(messages()).isEmpty();
  }

  @Test
  void deletionTakesTheLastGoodVersionToo() {
    virtualService("", "{name: first, route: [{destination: {host: cart}}]}");
    virtualService("", "{}");
    assertThat(ruleName()).contains("first");
    discovery.apply(MeshYaml.deleted(ResourceKind.VIRTUAL_SERVICE, "shop", "cart"));
    assertThat(ruleName()).isEmpty();
    assertThat(messages()).isEmpty();
  }

  @Test
  void badDestinationRuleKeepsTheLastGoodOneUntilItIsFixedOrGone() {
    destinationRule("subsets: [{name: v1}]");
    destinationRule("subsets: [{name: V2}]");
    assertThat(subsets()).containsExactly("v1");
    assertThat(messages())
        .containsExactly(
            "DestinationRule shop/cart: spec.subsets[0].name: found V2, expected lower-case"
                + " letters, digits and dashes");
    destinationRule("subsets: [{name: v3}]");
    assertThat(subsets()).containsExactly("v3");
    assertThat(messages()).isEmpty();
    discovery.apply(MeshYaml.deleted(ResourceKind.DESTINATION_RULE, "shop", "cart"));
    assertThat(discovery.model().policies().policyFor("shop", Map.of(), key())).isEmpty();
  }

  @Test
  void unknownFieldIsForgottenWithItsResource() {
    virtualService("", "{name: first, retires: {}, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).contains("first");
    assertThat(discovery.remarks()).hasSize(1);
    discovery.apply(MeshYaml.deleted(ResourceKind.VIRTUAL_SERVICE, "shop", "cart"));
    assertThat(discovery.remarks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"istio.io/rev: default", "istio.io/rev: ''", "other: label"})
  void rulesOfThisRevisionAndOfNoneAreSeen(String label) {
    virtualService(label, "{name: first, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).contains("first");
  }

  @Test
  void ruleThatMovesToAnotherRevisionIsGone() {
    virtualService("", "{name: first, route: [{destination: {host: cart}}]}");
    virtualService("istio.io/rev: canary", "{}");
    assertThat(ruleName()).isEmpty();
    assertThat(messages()).as("what another revision serves, it judges").isEmpty();
    virtualService("istio.io/rev: default", "{name: back, route: [{destination: {host: cart}}]}");
    assertThat(ruleName()).contains("back");
  }

  @Test
  void oldestRuleOfAHostWins() {
    for (String[] rule : new String[][] {{"young", "2026-02-02"}, {"old", "2026-01-01"}}) {
      discovery.apply(
          MeshYaml.upserted(
              """
              apiVersion: networking.istio.io/v1
              kind: VirtualService
              metadata: {name: %s, namespace: shop, creationTimestamp: %sT00:00:00Z}
              spec: {hosts: [cart], http: [{name: %s, route: [{destination: {host: cart}}]}]}
              """
                  .formatted(rule[0], rule[1], rule[0])));
    }
    assertThat(ruleName()).contains("old");
  }

  @Test
  void meshConfigurationHoldsUntilItIsDeleted() {
    meshConfig(
        """
        {enableAutoMtls: false, connectTimeout: 3s, protocolDetectionTimeout: 1s,
             outboundTrafficPolicy: {mode: REGISTRY_ONLY}}""");
    MeshConfig config = discovery.model().settings().meshConfig();
    assertThat(config.autoMutualTls()).isFalse();
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.protocolDetectionTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.outboundPolicy()).isEqualTo(OutboundPolicy.REGISTRY_ONLY);

    discovery.apply(MeshYaml.deleted(ResourceKind.MESH_CONFIG, "istio-system", "istio"));
    assertThat(discovery.model().settings().meshConfig()).isEqualTo(MeshConfig.DEFAULT);
  }

  @Test
  void fieldsBesideABadOneOfTheMeshConfigurationAreUsed() {
    meshConfig("{connectTimeout: 3s, dnsRefreshRate: 7s}");
    meshConfig("{connectTimeout: soon, outboundTrafficPolicy: {mode: REGISTRY_ONLY}}");
    MeshConfig config = discovery.model().settings().meshConfig();
    assertThat(config.connectTimeout()).as("its last good value").isEqualTo(Duration.ofSeconds(3));
    assertThat(config.outboundPolicy()).isEqualTo(OutboundPolicy.REGISTRY_ONLY);
    assertThat(config.traffic().nameRefresh())
        .as("not written any more")
        .isEqualTo(MeshConfig.DEFAULT.traffic().nameRefresh());
    assertThat(messages()).singleElement().asString().contains("data.mesh.connectTimeout");

    meshConfig("{outboundTrafficPolicy: {mode: REGISTRY_ONLY}}");
    assertThat(discovery.model().settings().meshConfig().connectTimeout())
        .isEqualTo(MeshConfig.DEFAULT.connectTimeout());
    assertThat(messages()).isEmpty();
  }

  @Test
  void otherConfigMapsAreNotTheMeshConfiguration() {
    meshConfig("{connectTimeout: 3s}");
    for (String metadata :
        List.of("{name: istio, namespace: lab}", "{name: other, namespace: istio-system}")) {
      discovery.apply(
          MeshYaml.upserted(
              """
              apiVersion: v1
              kind: ConfigMap
              metadata: %s
              data: {mesh: "connectTimeout: 5s"}
              """
                  .formatted(metadata)));
    }
    assertThat(discovery.model().settings().meshConfig().connectTimeout())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void badMeshConfigurationKeepsTheLastGoodOne() {
    meshConfig("{connectTimeout: 3s}");
    meshConfig("{connectTimeout: soon, outboundTrafficPolicy: {mode: SOME}}");
    assertThat(messages())
        .containsExactly(
            "ConfigMap istio-system/istio: data.mesh.outboundTrafficPolicy.mode: found"
                + " \"SOME\", expected one of [ALLOW_ANY, REGISTRY_ONLY]",
            "ConfigMap istio-system/istio: data.mesh.connectTimeout: found soon, expected a"
                + " duration such as 500ms, 10s or 1h30m");
    assertThat(discovery.model().settings().meshConfig().connectTimeout())
        .isEqualTo(Duration.ofSeconds(3));
    meshConfig("[a, list]");
    assertThat(messages())
        .containsExactly(
            "ConfigMap istio-system/istio: data.mesh: found [\"a\",\"list\"], expected a YAML"
                + " mapping");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{connectTimeout: 0s}",
        "{enableAutoMtls: perhaps}",
        "{outboundTrafficPolicy: REGISTRY_ONLY}"
      })
  void valueThatCannotHoldIsNamed(String mesh) {
    meshConfig(mesh);
    assertThat(messages()).as(mesh).hasSize(1);
    assertThat(discovery.model().settings().meshConfig()).isEqualTo(MeshConfig.DEFAULT);
  }

  @Test
  void defaultsOfTheMeshApplyToWhatIsThereAlready() {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
            """));
    virtualService("", "{name: first, route: [{destination: {host: cart}}]}");
    destinationRule("subsets: [{name: v1}]");
    assertThat(seenFrom("other")).containsExactly(true, true, true);

    meshConfig(
        """
        {defaultServiceExportTo: [.], defaultVirtualServiceExportTo: [.],
             defaultDestinationRuleExportTo: [.]}""");
    assertThat(seenFrom("shop")).containsExactly(true, true, true);
    assertThat(seenFrom("other")).containsExactly(false, false, false);
  }

  private List<Boolean> seenFrom(String namespace) {
    MeshModel model = discovery.model();
    return List.of(
        model.services().iterator().next().exportTo().includes(namespace),
        model.routingFor(namespace).rulesOf(CART).isPresent(),
        model.policies().policyFor(namespace, Map.of(), key()).isPresent());
  }

  private Optional<String> ruleName() {
    return discovery
        .model()
        .routingFor("shop")
        .rulesOf(CART)
        .map(RoutingRules::http)
        .map(rules -> rules.getFirst().name());
  }

  private List<String> subsets() {
    return discovery
        .model()
        .policies()
        .policyFor("shop", Map.of(), key())
        .orElseThrow()
        .subsets()
        .stream()
        .map(DestinationPolicy.Subset::name)
        .toList();
  }

  private static ServiceKey key() {
    return new ServiceKey(CART, "shop");
  }

  private void virtualService(String labels, String http) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cart, namespace: shop, labels: {%s}}
            spec: {hosts: [cart], http: [%s]}
            """
                .formatted(labels, http)));
  }

  private void destinationRule(String fields) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart, namespace: shop}
            spec: {host: cart, %s}
            """
                .formatted(fields)));
  }

  private void meshConfig(String mesh) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: |
                %s
            """
                .formatted(mesh)));
  }

  private List<String> messages() {
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }
}
